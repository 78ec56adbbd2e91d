package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.Place;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the host itself tells what of it is ours. What does not carry {@link #APP} is never touched. */
public final class Labels {

    public static final String APP = "kaleem.release.app";
    public static final String ENVIRONMENT = "kaleem.release.environment";
    public static final String SERVICE = "kaleem.release.service";

    /** Only on containers of a release: gateways and throw-away containers outlive or precede releases. */
    public static final String DEPLOYMENT = "kaleem.release.deployment";

    public static final String RELEASE = "kaleem.release.release";
    public static final String VERSION = "kaleem.release.version";

    private Labels() {}

    public static Map<String, String> of(Place place) {
        return Map.of(APP, place.app(), ENVIRONMENT, place.environment());
    }

    public static Map<String, String> of(Place place, String service) {
        return Map.of(APP, place.app(), ENVIRONMENT, place.environment(), SERVICE, service);
    }

    static Map<String, String> of(ContainerSpec container) {
        var labels = new HashMap<>(of(container.place(), container.service().name()));
        labels.put(DEPLOYMENT, container.deployment().value());
        labels.put(RELEASE, container.release().value());
        labels.put(VERSION, container.version());
        return labels;
    }

    public static boolean areOurs(@Nullable Map<String, String> labels) {
        return labels != null && labels.containsKey(APP);
    }

    static boolean areOfARelease(@Nullable Map<String, String> labels) {
        return labels != null && labels.containsKey(APP) && labels.containsKey(DEPLOYMENT);
    }
}
