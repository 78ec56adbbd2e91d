package ai.kaleem.release.api.freeze;

/** No person declared such a freeze, or it is over. */
public final class FreezeUnknown extends RuntimeException {

    public FreezeUnknown(String id) {
        super("No freeze '%s'; GET /api/v1/freezes lists those there are. The plan's own end with the plan"
                .formatted(id));
    }
}
