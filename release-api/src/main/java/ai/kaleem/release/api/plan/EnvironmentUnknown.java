package ai.kaleem.release.api.plan;

import java.util.Collection;

/** The app's plan has no such environment. */
public class EnvironmentUnknown extends RuntimeException {

    public EnvironmentUnknown(String app, String environment, Collection<String> known) {
        super("The plan of '%s' has no environment '%s'; it has %s"
                .formatted(app, environment, String.join(", ", known)));
    }
}
