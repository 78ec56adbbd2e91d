package ai.kaleem.release.gate.gate;

/** What came of one attempt at a gate. */
public sealed interface Outcome {

    /** The verdict in one line, without the gate's name. */
    String summary();

    record Passed(String summary) implements Outcome {}

    /** The app, or its plan, is at fault. */
    record Failed(String summary) implements Outcome {}

    /** We could not find out; it may be tried again. */
    record Unknown(String summary) implements Outcome {}
}
