package ai.kaleem.release.api.release;

/** Who asks for a release does not approve it. The message says what to do. */
public final class OwnRelease extends RuntimeException {

    OwnRelease(String by) {
        super("%s asked for this release; somebody else, with a token of their own, approves it".formatted(by));
    }
}
