package ai.kaleem.release.api.release;

/** There is nothing there that could be drilled. The message says what to do. */
public final class NothingToDrill extends RuntimeException {

    public NothingToDrill(String message) {
        super(message);
    }
}
