package ai.kaleem.release.gate;

import ai.kaleem.release.gate.gate.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param dataFolder mirrors of repositories, work trees and logs; one process at a time may have it
 * @param parallelPrograms how many programs run at once on this host; by default as many as it has processors, at least 2
 * @param pauses between two tries to reach a repository or a registry
 * @param backOff before an ERRORED gate is tried again; doubles with each try
 * @param claim how long an instance may be away before another one takes its runs over; found by that within half of it
 * @param shadows how long a shadow may still run before the switch when all other gates have ended
 * @param interruptions how often a gate may be interrupted by our own end before it is given up
 * @param gitTimeout of connecting to a repository, and of every wait for its data
 * @param gitCredentials a {@code .netrc} for private repositories, and for those that get tags; null for none
 * @param registryTimeout of connecting to a registry, and of each answer
 * @param registryCredentials a file as Docker's {@code config.json}; empty for gate-service's own user's, where there is one
 * @param dockerHost the engine that builds images, asked when there is one to build
 * @param keepBuilds how many builds of an image stay on that engine, beside those that containers are made of
 * @param secretsFolder whose files a plan's probes may name, with the credentials they ask with
 * @param logLimit of what one attempt at a gate may write into its log; past it only the end is kept
 * @param keepLogs how long logs are kept
 * @param keepRuns how long runs and their evidence are kept
 */
@ConfigurationProperties("kaleem.gates")
record GatesProperties(
        @DefaultValue("data/gates") Path dataFolder,
        @Nullable Integer parallelPrograms,
        @DefaultValue({"1s", "3s"}) List<Duration> pauses,
        @DefaultValue("1s") Duration backOff,
        @DefaultValue("30s") Duration claim,
        @DefaultValue("2m") Duration shadows,
        @DefaultValue("3") int interruptions,
        @DefaultValue("30s") Duration gitTimeout,
        @Nullable Path gitCredentials,
        @DefaultValue("10s") Duration registryTimeout,
        @DefaultValue("") String registryCredentials,
        @DefaultValue("unix:///var/run/docker.sock") String dockerHost,
        @DefaultValue("10") int keepBuilds,
        @DefaultValue("/etc/kaleem-release/probes") Path secretsFolder,
        @DefaultValue("10MB") DataSize logLimit,
        @DefaultValue("30d") Duration keepLogs,
        @DefaultValue("90d") Duration keepRuns)
        implements Policy {

    @Override
    public int parallel() {
        return parallelPrograms != null
                ? parallelPrograms
                : Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
