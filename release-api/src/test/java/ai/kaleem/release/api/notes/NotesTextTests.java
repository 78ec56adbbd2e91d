package ai.kaleem.release.api.notes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.notes.Notes.Kind;
import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionProposal.Bump;
import ai.kaleem.release.common.contract.VersionProposal.Commit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What commits say, in order and in words, for the team and for everybody else. */
class NotesTextTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final String REPOSITORY = "https://ci:pass-word@github.com/kaleem/shop.git";

    private static Commit commit(String type, @Nullable String scope, String subject) {
        return new Commit(
                "4f2c1d9e8b7a4f2c1d9e8b7a4f2c1d9e8b7a4f2c",
                type,
                scope,
                subject,
                false,
                Bump.PATCH,
                null,
                "Salma",
                AT,
                null,
                null,
                List.of());
    }

    private static Notes notes(Commit... commits) {
        var proposal = new VersionProposal(
                null, "1.3.0", "4f2c1d9e8b7a4f2c1d9e8b7a4f2c1d9e8b7a4f2c", "", commits.length, List.of(commits));
        return new Notes(
                new ReleaseId("01JD7Q4S0000000000000000R1"),
                "shop",
                "1.4.0",
                AT,
                proposal.from(),
                proposal.commit(),
                proposal.total(),
                new NotesOf(Web.of(REPOSITORY)).sections(proposal));
    }

    private static final Notes SOME = notes(
            commit("fix", "orders", "round totals"),
            new Commit(
                    "aaaaaaaaa1",
                    "feat",
                    "chat",
                    "answer in Arabic (#12)",
                    false,
                    Bump.MINOR,
                    null,
                    "Omar",
                    AT,
                    null,
                    "The chat answers in Arabic now",
                    List.of("#12")),
            commit("fix", "auth", "log out everywhere"),
            new Commit(
                    "bbbbbbbbb2",
                    "feat",
                    null,
                    "one price list",
                    true,
                    Bump.MAJOR,
                    null,
                    "Salma",
                    AT,
                    "price lists of a tenant are gone",
                    null,
                    List.of()),
            commit("chore", null, "newer linter"),
            new Commit(
                    "ccccccccc3",
                    "feat",
                    null,
                    "a mistake",
                    false,
                    Bump.NONE,
                    "reverted by ddddddddd",
                    "Omar",
                    AT,
                    null,
                    null,
                    List.of()),
            new Commit(
                    "ddddddddd4",
                    "revert",
                    null,
                    "a mistake",
                    false,
                    Bump.NONE,
                    "takes back ccccccccc, which was not released yet",
                    "Omar",
                    AT,
                    null,
                    null,
                    List.of()));

    @Test
    void theTeamReadsAllOfItBreakingChangesFirst() {
        assertThat(new NotesText("en", Audience.TEAM).markdown(SOME)).isEqualTo("""
                # shop 1.4.0

                ## Breaking changes

                - price lists of a tenant are gone ([bbbbbbbbb](https://github.com/kaleem/shop/commit/bbbbbbbbb2), Salma)

                ## New

                - **chat:** answer in Arabic \\(\\#12\\) ([aaaaaaaaa](https://github.com/kaleem/shop/commit/aaaaaaaaa1), [\\#12](https://github.com/kaleem/shop/issues/12), Omar)

                ## Fixed

                - **auth:** log out everywhere ([4f2c1d9e8](https://github.com/kaleem/shop/commit/4f2c1d9e8b7a4f2c1d9e8b7a4f2c1d9e8b7a4f2c), Salma)
                - **orders:** round totals ([4f2c1d9e8](https://github.com/kaleem/shop/commit/4f2c1d9e8b7a4f2c1d9e8b7a4f2c1d9e8b7a4f2c), Salma)

                ## Under the hood

                - newer linter ([4f2c1d9e8](https://github.com/kaleem/shop/commit/4f2c1d9e8b7a4f2c1d9e8b7a4f2c1d9e8b7a4f2c), Salma)
                """);
    }

    @Test
    void everybodyElseReadsWhatTheyNoticeInTheirWords() {
        assertThat(new NotesText("ar", Audience.PUBLIC).plain(SOME)).isEqualTo("""
                shop 1.4.0

                تغييرات غير متوافقة
                - price lists of a tenant are gone

                جديد
                - The chat answers in Arabic now

                إصلاحات
                - log out everywhere
                - round totals
                """);
    }

    @Test
    void whatACommitSaysMeansNothingButItself() {
        var evil = notes(commit(
                "fix", "<b>", "[click](javascript:alert(1)) <script>x</script> *all* `rm` @here \u202eolleh\u0007"));
        assertThat(new NotesText("en", Audience.TEAM).markdown(evil))
                .contains(
                        "**\\<b\\>:** \\[click\\]\\(javascript:alert\\(1\\)\\) \\<script\\>x\\</script\\> \\*all\\* \\`rm\\` \\@here olleh (")
                .doesNotContain("\u202e", "\u0007");
        assertThat(new NotesText("en", Audience.TEAM).plain(evil)).doesNotContain("\u202e", "\u0007");
    }

    @Test
    void whereNothingChangedThatIsSaid() {
        assertThat(new NotesText("en", Audience.PUBLIC).markdown(notes(commit("chore", null, "newer linter"))))
                .isEqualTo("# shop 1.4.0\n\nNothing changed for those who use it.\n");
        assertThat(notes().sections()).isEmpty();
    }

    @Test
    void linksAreAsTheHostsMakeThemAndCarryNoCredentials() {
        assertThat(Web.of("https://gitlab.example.com/team/shop.git")
                        .orElseThrow()
                        .links("abc", List.of("!3", "#4")))
                .extracting(Notes.Link::url)
                .containsExactly(
                        "https://gitlab.example.com/team/shop/-/commit/abc",
                        "https://gitlab.example.com/team/shop/-/merge_requests/3",
                        "https://gitlab.example.com/team/shop/-/issues/4");
        assertThat(Web.of("file:///srv/git/shop.git")).isEmpty();
        assertThat(Web.of("https://x y")).isEmpty();
        assertThat(SOME.toString()).doesNotContain("pass-word");
        assertThat(SOME.sections().getFirst().kind()).isEqualTo(Kind.BREAKING);
    }
}
