package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place an app runs.
 *
 * @param epoch of the last turn; 0 before the first
 * @param holder who has the turn; null where it is free
 * @param good what ended SUCCEEDED there, oldest first; a rollback takes what it went back behind off the end
 */
public record Environment(
        String app, String name, long epoch, @Nullable Holder holder, List<Good> good) {

    /**
     * @param rollback whether it is an emergency rollback, which pre-empts
     * @param aborts whom it pre-empted
     */
    public record Holder(
            DeploymentId deploymentId,
            ReleaseId releaseId,
            boolean rollback,
            @Nullable DeploymentId aborts,
            Instant since) {}

    public record Good(DeploymentId deploymentId, ReleaseId releaseId, String version, Instant at) {}

    /** What should run there when nothing is under way. */
    public Optional<Good> current() {
        return good.isEmpty() ? Optional.empty() : Optional.of(good.getLast());
    }

    /** What ran well there before the present release. */
    public Optional<Good> beforeCurrent() {
        return current()
                .flatMap(now -> good.reversed().stream()
                        .filter(it -> !it.releaseId().equals(now.releaseId()))
                        .findFirst());
    }

    public static Environment untouched(String app, String name) {
        return new Environment(app, name, 0, null, List.of());
    }
}
