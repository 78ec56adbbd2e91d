package ai.kaleem.release.api.version;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which version a ref of an app would be, under the plan as it is now. Nothing is reserved by that. */
public final class NextVersion {

    private final Plans plans;
    private final Releases releases;
    private final Proposals proposals;

    public NextVersion(Plans plans, Releases releases, Proposals proposals) {
        this.plans = plans;
        this.releases = releases;
        this.proposals = proposals;
    }

    /**
     * @param candidate whether a release candidate is wanted
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws FaultsFound where its plan has no repository
     * @throws RefUnknown where the repository has no such ref
     * @throws ai.kaleem.release.api.release.GatesSilent where gate-service or the repository does not answer
     */
    public VersionProposal of(String app, String ref, boolean candidate) {
        return asked(app, ref, candidate, null);
    }

    /**
     * What a version brings, as the commits since the stable one before it say; the same exceptions.
     *
     * @param version whose own tag does not count
     */
    public VersionProposal bringing(String app, String ref, String version) {
        return asked(app, ref, false, version);
    }

    /** Of the plan as it is now. */
    public Optional<String> repository(String app) {
        return Optional.ofNullable(plans.get(app).plan().repository());
    }

    private VersionProposal asked(String app, String ref, boolean candidate, @Nullable String without) {
        var plan = plans.get(app).plan();
        var repository = plan.repository();
        if (repository == null) {
            throw new FaultsFound(List.of(new Fault(
                    "repository",
                    "is missing in the plan of '%s', so that there are no commits to read".formatted(app),
                    "add repository to the plan")));
        }
        var versioning = plan.versioning();
        var before = versioning.beforeOne();
        return proposals.propose(new VersionQuestion(
                repository,
                ref,
                versioning.tagPrefix(),
                versioning.initial(),
                candidate,
                before != null && before.breakingIsMinor(),
                before != null && before.featureIsPatch(),
                without == null ? releases.versions(app) : Set.of(),
                without));
    }
}
