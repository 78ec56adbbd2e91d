package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place an app runs.
 *
 * @param epoch of the last turn; 0 before the first
 * @param holder who has the turn; null where it is free
 * @param lastRollback the newest rollback that ever had the turn; an older one never gets it any more
 * @param good what ended SUCCEEDED there, oldest first; a rollback takes what it went back behind off the end
 * @param goodEpoch of the turn that ended SUCCEEDED last; 0 before the first
 */
public record Environment(
        String app,
        String name,
        long epoch,
        @Nullable Holder holder,
        @Nullable DeploymentId lastRollback,
        List<Good> good,
        long goodEpoch) {

    private static final int REMEMBERED = 50;

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

    /**
     * What ran well there once this did too. A release comes on top; a rollback takes off what it went back behind, so that
     * the next rollback does not lead to what was bad.
     */
    public List<Good> goodAfter(Good now, boolean rollback) {
        var kept = good;
        if (rollback) {
            for (var i = good.size() - 1; i >= 0; i--) {
                if (good.get(i).releaseId().equals(now.releaseId())) {
                    kept = good.subList(0, i);
                    break;
                }
            }
        }
        return Stream.concat(kept.stream(), Stream.of(now))
                .skip(Math.max(0, kept.size() + 1 - REMEMBERED))
                .toList();
    }

    /** Whether a rollback that was asked for later had the turn already. */
    public boolean isPastRollback(DeploymentId rollback) {
        return lastRollback != null && lastRollback.compareTo(rollback) > 0;
    }

    public static Environment untouched(String app, String name) {
        return new Environment(app, name, 0, null, null, List.of(), 0);
    }
}
