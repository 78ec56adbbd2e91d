package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import java.time.Clock;
import java.time.Duration;

/** Whether a release that passed somewhere has proved itself there. */
public final class Proof {

    private final Environments environments;
    private final Clock clock;

    public Proof(Environments environments, Clock clock) {
        this.environments = environments;
        this.clock = clock;
    }

    private static void requireSigned(Release release, Passed passed) {
        var looks = release.deployment(passed.deployment())
                .map(it -> Looks.of(it.snapshot()))
                .orElseThrow();
        if (!looks.failed().isEmpty()) {
            throw new NothingToPromote(
                    "%s did not pass in %s: %s; release a mended version, or sign it again when it does"
                            .formatted(release.version(), passed.environment(), String.join(", ", looks.failed())));
        }
        if (!looks.open().isEmpty()) {
            throw new NothingToPromote(
                    "Nobody has signed for %s in %s yet: %s; look, and sign each with POST /api/v1/releases/%s/checks/{id}"
                            .formatted(
                                    release.version(),
                                    passed.environment(),
                                    String.join(", ", looks.open()),
                                    release.id()));
        }
    }

    /** @throws NothingToPromote where a manual check did not pass there or was not signed, where it passed less than {@code soak} ago, or was rolled back there since */
    public void require(Release release, Passed passed, Duration soak) {
        requireSigned(release, passed);
        var ripe = passed.since().plus(soak);
        if (clock.instant().isBefore(ripe)) {
            throw new NothingToPromote("%s succeeded in %s at %s and has to prove itself there until %s; ask again then"
                    .formatted(release.version(), passed.environment(), passed.since(), ripe));
        }
        var there = environments
                .find(release.app(), passed.environment())
                .orElseGet(() -> Environment.untouched(release.app(), passed.environment()));
        var holder = there.holder();
        if (holder != null && holder.rollback()) {
            throw new NothingToPromote("A rollback is under way in %s, where %s passed; ask again when it has ended"
                    .formatted(passed.environment(), release.version()));
        }
        // A rollback takes what it went back behind off this list.
        if (there.good().stream().noneMatch(it -> it.releaseId().equals(release.id()))) {
            throw new NothingToPromote("%s was rolled back in %s after it had succeeded there; release a mended version"
                    .formatted(release.version(), passed.environment()));
        }
    }
}
