package ai.kaleem.release.api.release;

/** Somebody else has the environment's turn, and what was asked is no emergency. The message says what to do. */
public final class TurnHeld extends RuntimeException {

    TurnHeld(String message) {
        super(message);
    }
}
