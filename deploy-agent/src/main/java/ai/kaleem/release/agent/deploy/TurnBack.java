package ai.kaleem.release.agent.deploy;

/**
 * Why a deployment goes back. The first reason stands.
 *
 * @param reason in words, a whole sentence without its full stop
 */
public record TurnBack(Cause cause, String reason) {

    public enum Cause {
        /** A step could not be done. */
        STEP_FAILED,
        /** The new version died or became unhealthy after the switch. */
        UNHEALTHY,
        /** A datastore it needs is lost. */
        DEPENDENCY_LOST,
        /** Nobody kept it in time. */
        DEADLINE,
        /** It was asked for. */
        ASKED,
        /** A rollback took the environment's turn; what becomes of the data is the rollback's affair. */
        PREEMPTED,
        /** Another deployment has the environment's turn. */
        SUPERSEDED
    }

    /** Whether somebody wanted it so, rather than the new version having failed. */
    boolean wanted() {
        return switch (cause) {
            case ASKED, PREEMPTED, SUPERSEDED -> true;
            case STEP_FAILED, UNHEALTHY, DEPENDENCY_LOST, DEADLINE -> false;
        };
    }
}
