package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which release a rollback leads to. */
final class RollbackTargets {

    private final Releases releases;

    RollbackTargets(Releases releases) {
        this.releases = releases;
    }

    /**
     * @param to version or release id; null is what a release under way would replace, or, where none is, what ran before the
     *     present one
     * @return empty where nothing is named, and nothing ran well before
     * @throws NothingToRollBackTo where there is none of that name
     */
    Optional<Release> find(Environment environment, @Nullable String to) {
        return to == null ? standard(environment).map(releases::get) : Optional.of(named(environment.app(), to));
    }

    /** @throws NothingToRollBackTo where it never ended SUCCEEDED there */
    static void requireGood(Release target, String environment) {
        if (target.attempts().goodOne(environment).isEmpty()) {
            throw new NothingToRollBackTo(
                    "%s %s never ended SUCCEEDED in %s; list what did with GET /api/v1/releases?app=%s&environment=%s&state=SUCCEEDED"
                            .formatted(target.app(), target.version(), environment, target.app(), environment));
        }
    }

    static String nothingBefore(Environment environment) {
        return "Nothing ended SUCCEEDED in %s of %s before what runs there now; release a version that works"
                .formatted(environment.name(), environment.app());
    }

    private Release named(String app, String to) {
        return releases.withVersion(app, to)
                .or(() -> isId(to) ? Optional.of(new ReleaseId(to)) : Optional.empty())
                .flatMap(releases::find)
                .filter(it -> it.app().equals(app))
                .orElseThrow(() -> new NothingToRollBackTo(
                        "%s has no version or release '%s'; list them with GET /api/v1/releases?app=%s"
                                .formatted(app, to, app)));
    }

    private static Optional<ReleaseId> standard(Environment environment) {
        var holder = environment.holder();
        if (holder == null) {
            return environment.beforeCurrent().map(Good::releaseId);
        }
        return holder.rollback()
                ? Optional.of(holder.releaseId())
                : environment.current().map(Good::releaseId);
    }

    private static boolean isId(String to) {
        try {
            return !new ReleaseId(to).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
