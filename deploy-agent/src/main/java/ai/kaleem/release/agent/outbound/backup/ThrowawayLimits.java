package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.docker.Engine;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.util.Optional;

/** A drill must not harm what serves beside it. What is made for a restore is in a hurry and has no limits. */
record ThrowawayLimits(Engine engine) {

    /** Of the usual 1024: who serves comes first where the processors are short. */
    private static final int CPU_SHARES = 128;

    /** The kernel ends it before anything else where memory is short. */
    private static final int FIRST_TO_GO = 900;

    /** Of what has no real one to be compared with: a store's files, which take no memory. */
    HostConfig on(HostConfig config) {
        return config.withCpuShares(CPU_SHARES).withOomScoreAdj(FIRST_TO_GO);
    }

    /** A quarter more memory than the real one may have, as it loads all at once; else half of the server's. No swap. */
    HostConfig on(HostConfig config, InspectContainerResponse real, String role) {
        if (!role.equals(RestoreDrill.ROLE)) {
            return config;
        }
        var own = Optional.ofNullable(real.getHostConfig())
                .map(HostConfig::getMemory)
                .filter(it -> it > 0)
                .map(it -> it + it / 4);
        var memory = own.or(() -> engine.ask(
                        "Asking how much memory the server has",
                        docker -> Optional.ofNullable(docker.infoCmd().exec().getMemTotal()))
                .map(it -> it / 2)
                .filter(it -> it > 0));
        memory.ifPresent(it -> config.withMemory(it).withMemorySwap(it));
        return on(config);
    }
}
