package ai.kaleem.release.api.access;

/** Tokens cannot be given out where there is no key to keep them by. */
public final class NoPepper extends RuntimeException {

    NoPepper() {
        super("release-api has no pepper, and gives out no tokens without one; write 32 random bytes into a file"
                + " (openssl rand -base64 32), name it in KALEEM_API_PEPPER_FILE, and start release-api again");
    }
}
