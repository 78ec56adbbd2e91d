package ai.kaleem.release.agent.deploy;

/** Where one app runs in one environment. At most one deployment works on a place at a time. */
public record Place(String app, String environment) {

    @Override
    public String toString() {
        return "%s/%s".formatted(app, environment);
    }
}
