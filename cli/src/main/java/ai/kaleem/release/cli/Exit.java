package ai.kaleem.release.cli;

/** How a command ends, for scripts. */
public enum Exit {
    /** It is done; of a release that is watched: it succeeded. */
    OK(0),
    /** The release ended otherwise than well. */
    UNSUCCESSFUL(1),
    /** The command line or a file makes no sense. */
    USAGE(2),
    /** The API refused it: not allowed, not found, not now. */
    REFUSED(3),
    /** No answer, or none in time: what became of it is not known. */
    NO_ANSWER(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
