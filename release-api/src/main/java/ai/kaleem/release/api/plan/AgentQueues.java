package ai.kaleem.release.api.plan;

/** Where requests to agents wait. */
public interface AgentQueues {

    /**
     * Makes sure that the agent's queue is there, now or as soon as the broker answers. Never fails and never waits for the
     * broker: what was asked of the agent meanwhile is kept.
     */
    void open(String agent);
}
