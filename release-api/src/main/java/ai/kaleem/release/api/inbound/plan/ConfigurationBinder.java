package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.common.contract.Configuration;
import java.time.Duration;
import java.util.List;

/** Makes configurations of a part that fits the schema; what is left out is nginx's way. */
final class ConfigurationBinder {

    private static final List<String> CHECK = List.of("nginx", "-t");
    private static final List<String> RELOAD = List.of("nginx", "-s", "reload");

    private ConfigurationBinder() {}

    static List<Configuration> bind(Value list) {
        return list.items().stream()
                .map(it -> new Configuration(
                        it.field("container").string(),
                        it.field("from").string(),
                        it.field("folder").string(),
                        it.has("check") ? it.field("check").strings() : CHECK,
                        it.has("reload") ? it.field("reload").strings() : RELOAD,
                        it.field("timeout").positive(Duration.ofSeconds(30)),
                        it.field("health").stringOrNull()))
                .toList();
    }
}
