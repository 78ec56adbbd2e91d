package ai.kaleem.release.agent.deploy;

/** Whoever waits for a pull. */
public interface PullWatch {

    /** Asked while it lasts; once true the pull ends soon with {@link StepFailed}. */
    boolean isCalledOff();

    /** Hears now and then how far it is, and at its end what it came to. */
    default void hear(PullProgress progress) {}
}
