package ai.kaleem.release.gate.version;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.VersionProposal.Bump;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTests {

    private static Change change(String message) {
        return Change.of("c0ffee", message, "Salma", Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "feat: orders in two currencies, MINOR",
        "Feat(orders): two currencies, MINOR",
        "fix(api): no order twice, PATCH",
        "perf: products in one query, PATCH",
        "feat!: tokens expire, MAJOR",
        "chore(deps)!: Node 24, MAJOR",
        "docs: how to order, NONE",
        "chore: tidy up, NONE",
        "refactor(orders): split, NONE"
    })
    void theTypeSaysHowMuch(String message, Bump bump) {
        assertThat(change(message).bump()).isEqualTo(bump);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Merge branch 'main' into orders",
                "feat:no blank after the colon",
                "feat(): no scope",
                "feat two words: no type",
                "feat:",
                "",
                "wip"
            })
    void whatIsNotConventionalAsksForNothing(String message) {
        assertThat(change(message)).returns(null, Change::type).returns(Bump.NONE, Change::bump);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BREAKING CHANGE: old tokens end", "BREAKING-CHANGE: old tokens end", "BREAKING CHANGE #12"})
    void aFooterSaysThatItBreaks(String footer) {
        var change = change("fix: tokens\r\n\r\nThey end after a day.\r\n\r\nReviewed-by: Omar\r\n" + footer);

        assertThat(change.breaking()).isTrue();
        assertThat(change.bump()).isEqualTo(Bump.MAJOR);
    }

    @Test
    void breakingInASentenceIsNoFooter() {
        assertThat(change("fix: tokens\n\nThis is no BREAKING CHANGE: really\nbreaking change: nor this")
                        .breaking())
                .isFalse();
    }

    @Test
    void scopeSubjectAndSquashedTitleAreRead() {
        assertThat(change("feat(orders): two currencies (#12)\n\n* feat!: a first try\n* fix: a typo"))
                .returns("orders", Change::scope)
                .returns("two currencies (#12)", Change::subject)
                .returns(false, Change::breaking);
    }

    @Test
    void revertsNameWhatTheyTakeBack() {
        assertThat(change("Revert \"feat: orders\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n"))
                .returns("revert", Change::type)
                .returns("0123456789abcdef0123456789abcdef01234567", Change::reverts);
        assertThat(change("revert: feat: orders\n\nThis reverts commit 0123456."))
                .returns("0123456", Change::reverts);
        assertThat(change("fix: orders\n\nThis reverts commit 0123456.").reverts())
                .isNull();
    }

    @Test
    void aVersionCanBeAskedFor() {
        assertThat(change("chore: the big one\n\nRelease-As: 2.0.0\n").releaseAs())
                .isEqualTo("2.0.0");
        assertThat(change("chore: the big one\n\nrelease-as: v2.0.0").releaseAs())
                .isEqualTo("2.0.0");
    }

    @Test
    void aHugeMessageIsReadAsFarAsIsSensible() {
        var change = change("feat: " + "x".repeat(10 << 20) + "\n\nBREAKING CHANGE: too far down");

        assertThat(change.subject()).hasSize(201).endsWith("…");
        assertThat(change.breaking()).isFalse();
    }

    @Test
    void footersSayWhatBreaksWhatUsersReadAndWhatItIsAbout() {
        var change = Change.of("abc", """
                feat(prices)!: one list (#12)

                BREAKING CHANGE: lists of a tenant are gone;
                  see the manual
                User-Note: All prices are
                  in one place now
                Closes: #7, #8
                Refs !9
                See also owner/name#99
                """, "Salma", Instant.EPOCH);

        assertThat(change.breakingNote()).isEqualTo("lists of a tenant are gone; see the manual");
        assertThat(change.userNote()).isEqualTo("All prices are in one place now");
        assertThat(change.references()).containsExactly("#12", "#7", "#8", "!9");
    }
}
