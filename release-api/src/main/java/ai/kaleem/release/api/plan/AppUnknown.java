package ai.kaleem.release.api.plan;

/** No plan of this app was put. */
public class AppUnknown extends RuntimeException {

    public AppUnknown(String app) {
        super("No app '%s'; list them with GET /api/v1/apps, or put its plan with PUT /api/v1/apps/%s"
                .formatted(app, app));
    }
}
