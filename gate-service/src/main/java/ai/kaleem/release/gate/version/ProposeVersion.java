package ai.kaleem.release.gate.version;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionProposal.Bump;
import ai.kaleem.release.common.contract.VersionProposal.Commit;
import ai.kaleem.release.common.contract.VersionQuestion;
import ai.kaleem.release.gate.version.Histories.Answer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * Says which version comes next, as <a href="https://semantic-release.gitbook.io">semantic-release</a> counts: the largest
 * change since the version before decides; of a release candidate that grows the next number, or the first one of a higher
 * version where that one no longer fits. A number that a tag has elsewhere is passed over.
 */
public final class ProposeVersion {

    private static final String CANDIDATE = "rc";

    private final Histories histories;

    public ProposeVersion(Histories histories) {
        this.histories = histories;
    }

    /**
     * @throws Unfit where the repository cannot be read by that
     * @throws Away where the repository does not answer
     */
    public VersionProposal propose(VersionQuestion question) throws InterruptedException {
        var source = new Source(question.repository(), question.ref());
        return switch (histories.history(source, question.tagPrefix(), question.candidate(), question.without())) {
            case Answer.Found(var history) -> propose(question, history.withTaken(question.taken()));
            case Answer.Refused(var reason) -> throw new Unfit(reason);
            case Answer.Unreachable(var reason) -> throw new Away(reason);
        };
    }

    static VersionProposal propose(VersionQuestion question, History history) {
        var commits = Effects.of(history.changes());
        var decision = decide(question, history, commits);
        return new VersionProposal(
                decision.version(),
                history.from(),
                history.commit(),
                decision.reason(),
                commits.size(),
                commits.stream().limit(VersionProposal.SHOWN).toList());
    }

    private record Decision(@Nullable String version, String reason) {}

    private static Decision decide(VersionQuestion question, History history, List<Commit> commits) {
        var wish = wish(history, commits);
        if (wish.isPresent()) {
            return wish.get();
        }
        var from = history.from();
        if (from == null) {
            return first(question, history);
        }
        var strongest = commits.stream().max((a, b) -> a.bump().compareTo(b.bump()));
        var bump = strongest.map(Commit::bump).orElse(Bump.NONE);
        if (bump == Bump.NONE) {
            return new Decision(
                    null,
                    commits.isEmpty()
                            ? "Nothing was committed since %s".formatted(from)
                            : "None of the %d commits since %s asks for a version".formatted(commits.size(), from));
        }
        var before = new Semver(from);
        var eased = eased(question, before, bump);
        var next = question.candidate() ? candidate(before, eased) : bumped(before, eased);
        var free =
                free(next, history.taken(), question.candidate() ? ProposeVersion::nextCandidate : Semver::nextPatch);
        return new Decision(free.getVersion(), reason(strongest.get(), from, bump, eased, next, free));
    }

    private static Decision first(VersionQuestion question, History history) {
        var initial = new Semver(question.initial());
        var next = question.candidate() ? initial.withPreRelease(CANDIDATE + ".1") : initial;
        var free =
                free(next, history.taken(), question.candidate() ? ProposeVersion::nextCandidate : Semver::nextPatch);
        return new Decision(
                free.getVersion(), "No tag of a version leads here: it is the first one, as the plan's 'initial' says");
    }

    /** The newest footer {@code Release-As} of a change that stands. */
    private static Optional<Decision> wish(History history, List<Commit> commits) {
        var standing = commits.stream()
                .filter(it -> it.note() == null || !it.note().startsWith("reverted"))
                .map(Commit::hash)
                .collect(Collectors.toSet());
        return history.changes().stream()
                .filter(it -> it.releaseAs() != null && standing.contains(it.hash()))
                .filter(it -> Semver.isValid(String.valueOf(it.releaseAs())))
                .filter(it -> !history.taken().contains(it.releaseAs()))
                .findFirst()
                .map(it ->
                        new Decision(it.releaseAs(), "%s says Release-As".formatted(Effects.abbreviated(it.hash()))));
    }

    /** Below 1.0.0 anything may change at any time (SemVer 2.0.0, 4); the plan says how loudly. */
    private static Bump eased(VersionQuestion question, Semver before, Bump bump) {
        if (before.getMajor() > 0) {
            return bump;
        }
        return switch (bump) {
            case MAJOR -> question.bumpMinorPreMajor() ? Bump.MINOR : bump;
            case MINOR -> question.bumpPatchForMinorPreMajor() ? Bump.PATCH : bump;
            case PATCH, NONE -> bump;
        };
    }

    /** As node-semver's {@code inc}: of a pre-release, the version it leads to where that is a step as large. */
    private static Semver bumped(Semver before, Bump bump) {
        return switch (bump) {
            case MAJOR -> before.nextMajor();
            case MINOR -> before.nextMinor();
            case PATCH -> before.nextPatch();
            case NONE -> before;
        };
    }

    private static Semver candidate(Semver before, Bump bump) {
        var first = bumped(before, bump).withPreRelease(CANDIDATE + ".1");
        if (before.getPreRelease().isEmpty()) {
            return first;
        }
        var next = nextCandidate(before);
        return next.compareTo(first) >= 0 ? next : first;
    }

    private static Semver nextCandidate(Semver candidate) {
        var number = Integer.parseInt(candidate.getPreRelease().getLast());
        return candidate.withClearedPreRelease().withPreRelease("%s.%d".formatted(CANDIDATE, number + 1));
    }

    private static Semver free(Semver wanted, Set<String> taken, UnaryOperator<Semver> next) {
        Predicate<Semver> isTaken = it -> taken.contains(it.getVersion());
        var free = wanted;
        while (isTaken.test(free)) {
            free = next.apply(free);
        }
        return free;
    }

    private static String reason(Commit strongest, String from, Bump bump, Bump eased, Semver next, Semver free) {
        var why = strongest.breaking()
                ? "%s is a breaking change".formatted(Effects.abbreviated(strongest.hash()))
                : "%s is a %s".formatted(Effects.abbreviated(strongest.hash()), strongest.type());
        var size = "%s since %s: a %s version".formatted(why, from, word(eased));
        var below = eased == bump ? "" : ", as the plan has it below 1.0.0";
        var passed = free.equals(next) ? "" : "; %s is taken already".formatted(next.getVersion());
        return size + below + passed;
    }

    private static String word(Bump bump) {
        return switch (bump) {
            case MAJOR -> "major";
            case MINOR -> "minor";
            case PATCH -> "patch";
            case NONE -> "same";
        };
    }

    /** The question is at fault: there is no such repository or ref. */
    public static final class Unfit extends RuntimeException {
        Unfit(String reason) {
            super(reason);
        }
    }

    /** The repository cannot be reached now. */
    public static final class Away extends RuntimeException {
        Away(String reason) {
            super(reason);
        }
    }
}
