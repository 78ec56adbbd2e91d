package ai.kaleem.release.api.access;

/** No token of that id was given out. */
public final class TokenUnknown extends RuntimeException {

    public TokenUnknown(String id) {
        super("No token has the id %s; list them with GET /api/v1/tokens".formatted(id));
    }
}
