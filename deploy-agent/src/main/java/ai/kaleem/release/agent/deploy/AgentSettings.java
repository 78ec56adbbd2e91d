package ai.kaleem.release.agent.deploy;

import java.time.Duration;

/** What an operator may set. */
public interface AgentSettings {

    /** As plans name this server's agent. */
    String name();

    /** Below this many free bytes nothing is begun. */
    long minFreeBytes();

    Duration pullTimeout();

    /** Of how many releases that went live, in each environment, the images stay here: the one that serves is the first. */
    int keepImages();

    /** How long Docker's own healthcheck may take to say healthy, for a service without a health path. */
    Duration healthWait();

    /** How long a process must run, for a service that nothing can ask. */
    Duration settle();

    /** How long the gateway lets a request wait before it gets 503. */
    Duration holdLimit();

    /** How often the new version is looked at until it is retired or kept for good. */
    Duration watchEvery();

    /** How much of the confirm clock is left at least when the agent starts again, so that it reads its queue first. */
    Duration confirmFloor();
}
