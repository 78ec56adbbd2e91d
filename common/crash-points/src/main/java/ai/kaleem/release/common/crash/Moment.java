package ai.kaleem.release.common.crash;

/**
 * Just before or just after a call that leaves the process.
 *
 * @param before whether the call is still to come; else it has returned, and its answer is not used yet
 * @param point the call, as {@link Point#name}
 */
public record Moment(boolean before, String point) {

    /** {@code before Class.method > Api.call}, a line of a ledger. */
    @Override
    public String toString() {
        return (before ? "before " : "after ") + point;
    }
}
