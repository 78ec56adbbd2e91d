package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Repository;
import ai.kaleem.release.gate.gate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a repository made by git itself, which also says what came of it. */
class GitTagsTests {

    private static final String MESSAGE = "kaleem 1.4.0\n\n- feat: products in two languages";

    @TempDir
    Path folder;

    private GitTags tags;
    private Repository repository;
    private String commit;

    @BeforeEach
    void open() throws IOException {
        tags = new GitTags(new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10)));
        repository = Repository.in(folder.resolve("shop"));
        commit = repository.commit("feat: one");
    }

    @Test
    void putsAnAnnotatedTag() throws IOException {
        assertThat(put("v1.4.0", commit)).isEqualTo(new Outcome.Passed("put v1.4.0 on %s".formatted(brief(commit))));

        assertThat(repository.git("cat-file", "-t", "v1.4.0")).isEqualTo("tag");
        assertThat(repository.git("rev-parse", "v1.4.0^{commit}")).isEqualTo(commit);
        assertThat(repository.git("tag", "-l", "--format=%(contents)", "v1.4.0"))
                .isEqualTo(MESSAGE);
        assertThat(repository.git("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void oneThatIsThereIsEnough() throws IOException {
        put("v1.4.0", commit);
        repository.git("tag", "light", commit);

        assertThat(put("v1.4.0", commit))
                .isEqualTo(new Outcome.Passed("v1.4.0 is on %s already".formatted(brief(commit))));
        assertThat(put("light", commit))
                .isEqualTo(new Outcome.Passed("light is on %s already".formatted(brief(commit))));
    }

    @Test
    void noneIsEverMoved() throws IOException {
        put("v1.4.0", commit);
        var later = repository.commit("feat: two");

        assertThat(put("v1.4.0", later))
                .isEqualTo(new Outcome.Failed(
                        "v1.4.0 is on another commit, %s, and a tag is never moved; this release is of %s"
                                .formatted(brief(commit), brief(later))));
        assertThat(repository.git("rev-parse", "v1.4.0^{commit}")).isEqualTo(commit);
    }

    @Test
    void aCommitThatIsNotThereAnyMoreGetsNone() {
        var gone = "c0ffee".repeat(6) + "c0ff";

        assertThat(put("v1.4.0", gone))
                .isEqualTo(new Outcome.Failed("the repository has no commit %s any more".formatted(brief(gone))));
    }

    @Test
    void aRepositoryThatIsAwayIsAskedAgain() throws IOException {
        put("v1.4.0", commit);
        Files.move(repository.folder(), folder.resolve("elsewhere"));

        assertThat(put("v1.5.0", commit))
                .isInstanceOf(Outcome.Unknown.class)
                .extracting(Outcome::summary)
                .asString()
                .startsWith("the repository does not take v1.5.0: ");
    }

    private Outcome put(String name, String of) {
        return tags.put(new Source(repository.url(), commit), new GitTag(name, of, MESSAGE));
    }

    private static String brief(String hash) {
        return hash.substring(0, 12);
    }
}
