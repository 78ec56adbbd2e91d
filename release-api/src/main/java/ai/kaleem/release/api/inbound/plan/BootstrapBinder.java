package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.common.contract.Bootstrap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes a bootstrap of a part that fits the schema. */
final class BootstrapBinder {

    private BootstrapBinder() {}

    /** A list of argv alone, or an object that says more. */
    static @Nullable Bootstrap bind(Value it) {
        if (!it.isThere()) {
            return null;
        }
        var run = it.node().isArray() ? it : it.field("run");
        return new Bootstrap(
                run.items().stream().map(Value::strings).toList(),
                it.field("timeout").positive(Duration.ofMinutes(2)));
    }
}
