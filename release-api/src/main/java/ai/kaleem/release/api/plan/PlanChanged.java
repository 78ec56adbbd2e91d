package ai.kaleem.release.api.plan;

/** Somebody else put a plan since the one that was to be replaced was read. */
public final class PlanChanged extends RuntimeException {

    PlanChanged(String app, String now) {
        super("The plan of '%s' is another one by now, %s; read it with GET /api/v1/apps/%s, and put yours on top of it"
                .formatted(app, now, app));
    }
}
