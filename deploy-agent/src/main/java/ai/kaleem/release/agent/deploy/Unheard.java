package ai.kaleem.release.agent.deploy;

/** What was asked of this agent and is not in its journal yet. */
public interface Unheard {

    /** Whether there is none, as far as can be seen; false also where nobody can be asked. */
    boolean isEmpty();
}
