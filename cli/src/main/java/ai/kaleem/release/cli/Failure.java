package ai.kaleem.release.cli;

/** What keeps a command from what it should do, in words, and how it ends. */
public final class Failure extends RuntimeException {

    private final Exit exit;

    public Failure(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }
}
