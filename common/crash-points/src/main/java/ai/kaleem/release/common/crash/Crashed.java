package ai.kaleem.release.common.crash;

/** The process would have died here; an {@code Error}, so that no code which puts up with failures survives it. */
public final class Crashed extends Error {

    Crashed(Moment moment) {
        // Thrown in large numbers, and the place is in the message.
        super(moment.toString(), null, false, false);
    }
}
