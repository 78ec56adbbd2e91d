package ai.kaleem.release.gate.version;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionProposal.Bump;
import ai.kaleem.release.common.contract.VersionProposal.Commit;
import ai.kaleem.release.common.contract.VersionQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions as semantic-release and node-semver count them. */
class ProposeVersionTests {

    private static final VersionQuestion FINAL = question(false, false, false);
    private static final VersionQuestion CANDIDATE = question(true, false, false);

    private static VersionQuestion question(boolean candidate, boolean minorPreMajor, boolean patchForMinor) {
        return new VersionQuestion(
                "file:///shop", "main", "v", "0.1.0", candidate, minorPreMajor, patchForMinor, Set.of());
    }

    /** @param messages oldest first, as they were committed; the first has the hash 000…1 */
    private static VersionProposal propose(VersionQuestion question, @Nullable String from, String... messages) {
        return propose(question, from, Set.of(), messages);
    }

    private static VersionProposal propose(
            VersionQuestion question, @Nullable String from, Set<String> taken, String... messages) {
        var changes = new ArrayList<Change>();
        for (int i = 1; i <= messages.length; i++) {
            changes.addFirst(Change.of(hash(i), messages[i - 1], "Salma", Instant.EPOCH));
        }
        return ProposeVersion.propose(question, new History("c0ffee", from, changes, taken));
    }

    private static String hash(int number) {
        return "%040x".formatted(number);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, fix: a, 1.2.4",
        "1.2.3, feat: a, 1.3.0",
        "1.2.3, feat!: a, 2.0.0",
        "1.2.3, perf: a, 1.2.4",
        "1.2.3, revert: a, 1.2.4",
        "0.4.2, feat: a, 0.5.0",
        "0.4.2, feat!: a, 1.0.0"
    })
    void theLargestChangeDecides(String from, String message, String version) {
        assertThat(propose(FINAL, from, "docs: b", message, "chore: c").version())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, feat: a, 1.1.0-rc.1",
        "1.0.0, fix: a, 1.0.1-rc.1",
        "1.1.0-rc.2, fix: a, 1.1.0-rc.3",
        "1.1.0-rc.2, feat: a, 1.1.0-rc.3",
        "1.1.0-rc.2, feat!: a, 2.0.0-rc.1",
        "1.0.1-rc.1, fix: a, 1.0.1-rc.2",
        "1.0.1-rc.1, feat: a, 1.1.0-rc.1",
        "2.0.0-rc.9, feat!: a, 2.0.0-rc.10"
    })
    void candidatesGrowUntilAHigherVersionIsDue(String from, String message, String version) {
        assertThat(propose(CANDIDATE, from, message).version()).isEqualTo(version);
    }

    @Test
    void thePlanSaysHowLoudItIsBelowOne() {
        var eased = question(false, true, true);

        assertThat(propose(eased, "0.4.2", "feat!: a"))
                .returns("0.5.0", VersionProposal::version)
                .returns(
                        "000000000 is a breaking change since 0.4.2: a minor version, as the plan has it below 1.0.0",
                        VersionProposal::reason);
        assertThat(propose(eased, "0.4.2", "feat: a").version()).isEqualTo("0.4.3");
        assertThat(propose(eased, "1.4.2", "feat!: a").version()).isEqualTo("2.0.0");
    }

    @Test
    void theFirstVersionIsThePlans() {
        assertThat(propose(FINAL, null, "wip").version()).isEqualTo("0.1.0");
        assertThat(propose(CANDIDATE, null, "wip").version()).isEqualTo("0.1.0-rc.1");
        assertThat(propose(FINAL, null, Set.of("0.1.0"), "wip").version()).isEqualTo("0.1.1");
    }

    @Test
    void nothingAsksForAVersion() {
        assertThat(propose(FINAL, "1.2.3", "docs: a", "wip"))
                .returns(null, VersionProposal::version)
                .returns("None of the 2 commits since 1.2.3 asks for a version", VersionProposal::reason)
                .satisfies(it -> assertThat(it.commits())
                        .extracting(Commit::note)
                        .containsExactly("no conventional commit", "docs asks for no version"));
        assertThat(propose(FINAL, "1.2.3"))
                .returns(null, VersionProposal::version)
                .returns("Nothing was committed since 1.2.3", VersionProposal::reason);
    }

    @Test
    void whatWasTakenBackBeforeItWasReleasedCountsForNothing() {
        var proposal = propose(
                FINAL,
                "1.2.3",
                "feat!: a",
                "Revert \"feat!: a\"\n\nThis reverts commit %s.".formatted(hash(1)),
                "fix: b");

        assertThat(proposal.version()).isEqualTo("1.2.4");
        assertThat(proposal.commits()).extracting(Commit::bump).containsExactly(Bump.PATCH, Bump.NONE, Bump.NONE);
        assertThat(proposal.commits().get(2).note()).isEqualTo("reverted by 000000000");
    }

    @Test
    void aRevertThatIsRevertedLeavesWhatItTookBack() {
        var proposal = propose(
                FINAL,
                "1.2.3",
                "feat: a",
                "Revert \"feat: a\"\n\nThis reverts commit %s.".formatted(hash(1)),
                "Revert \"Revert \"feat: a\"\"\n\nThis reverts commit %s.".formatted(hash(2)));

        assertThat(proposal.version()).isEqualTo("1.3.0");
    }

    @Test
    void whatWasReleasedAndIsTakenBackIsAPatch() {
        assertThat(propose(FINAL, "1.2.3", "Revert \"feat: a\"\n\nThis reverts commit abcdef0123.")
                        .version())
                .isEqualTo("1.2.4");
    }

    @Test
    void aFooterAsksForAVersionOfItsOwn() {
        assertThat(propose(FINAL, "1.2.3", "chore: a\n\nRelease-As: 3.0.0", "fix: b"))
                .returns("3.0.0", VersionProposal::version)
                .returns("000000000 says Release-As", VersionProposal::reason);
        assertThat(propose(FINAL, "1.2.3", "chore: a\n\nRelease-As: soon", "fix: b")
                        .version())
                .isEqualTo("1.2.4");
    }

    @Test
    void aNumberThatATagHasElsewhereIsPassedOver() {
        var taken = Set.of("1.2.4", "1.2.5");

        assertThat(propose(FINAL, "1.2.3", taken, "fix: a"))
                .returns("1.2.6", VersionProposal::version)
                .satisfies(it -> assertThat(it.reason()).endsWith("; 1.2.4 is taken already"));
        assertThat(propose(CANDIDATE, "1.2.3", Set.of("1.2.4-rc.1"), "fix: a").version())
                .isEqualTo("1.2.4-rc.2");
    }

    @Test
    void onlyTheNewestCommitsAreShown() {
        var many = new ArrayList<String>();
        for (int i = 0; i < 600; i++) {
            many.add("fix: " + i);
        }

        var proposal = propose(FINAL, "1.2.3", many.toArray(String[]::new));

        assertThat(proposal.total()).isEqualTo(600);
        assertThat(proposal.commits()).hasSize(VersionProposal.SHOWN);
        assertThat(proposal.commits().getFirst().subject()).isEqualTo("599");
    }
}
