package ai.kaleem.release.api;

import ai.kaleem.release.api.release.Patience;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How release-api waits and where people find it.
 *
 * @param address where people reach this API, for the links in messages; by default this host and port
 * @param instance names this instance where several sweep one store; by default host and port
 * @param sweepEvery between two looks for what a crash left half done
 */
@ConfigurationProperties("kaleem.api")
record ReleaseSettings(
        @Nullable URI address,
        @Nullable String instance,
        @DefaultValue("1s") Duration sweepEvery,
        @DefaultValue Waiting patience) {

    /**
     * @param begin how long after a request its owner may still begin
     * @param report after which a source that says nothing is asked
     * @param silence after which an agent is told as silent
     * @param verification within which the gates after a rollback must have spoken
     */
    record Waiting(
            @DefaultValue("15m") Duration begin,
            @DefaultValue("1m") Duration report,
            @DefaultValue("1m") Duration silence,
            @DefaultValue("15m") Duration verification)
            implements Patience {}
}
