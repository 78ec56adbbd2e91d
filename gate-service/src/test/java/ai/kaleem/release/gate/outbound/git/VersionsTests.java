package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Repository;
import ai.kaleem.release.gate.version.Change;
import ai.kaleem.release.gate.version.Histories.Answer;
import ai.kaleem.release.gate.version.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies between a version and a ref, in a real repository. */
class VersionsTests {

    @TempDir
    Path folder;

    private Repository repository;
    private GitSources sources;

    @BeforeEach
    void repository() throws IOException {
        repository = Repository.in(folder.resolve("shop"));
        sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10));
        commit("feat: one");
    }

    private String commit(String message) throws IOException {
        return repository.file("README", message).commit(message);
    }

    private History history(String ref, boolean candidates) {
        var answer = sources.history(new Source(repository.url(), ref), "v", candidates, null);
        assertThat(answer).isInstanceOf(Answer.Found.class);
        return ((Answer.Found) answer).history();
    }

    @Test
    void theNewestVersionThatIsContainedIsTheOneBefore() throws IOException {
        repository.git("tag", "v1.9.0");
        commit("fix: two");
        repository.git("tag", "--annotate", "v1.10.0", "--message", "ten");
        commit("fix: three");
        commit("feat: four");

        var history = history("main", false);

        assertThat(history.from()).isEqualTo("1.10.0");
        assertThat(history.changes()).extracting(Change::subject).containsExactly("four", "three");
        assertThat(history.taken()).containsExactlyInAnyOrder("1.9.0", "1.10.0");
    }

    @Test
    void whatIsNoVersionWithThePrefixDoesNotCount() throws IOException {
        for (var tag :
                new String[] {"v1", "v1.2", "1.2.3", "vv1.2.3", "v1.2.3.4", "v01.2.3", "latest", "v9999999999999.0.0"
                }) {
            repository.git("tag", tag);
        }

        assertThat(history("main", false))
                .returns(null, History::from)
                .satisfies(it -> assertThat(it.changes()).hasSize(1));
    }

    @Test
    void candidatesCountOnlyForCandidates() throws IOException {
        repository.git("tag", "v1.0.0");
        commit("feat: two");
        repository.git("tag", "v1.1.0-rc.1");
        repository.git("tag", "v1.1.0-beta.7");
        commit("fix: three");

        assertThat(history("main", false))
                .returns("1.0.0", History::from)
                .satisfies(it -> assertThat(it.changes()).hasSize(2));
        assertThat(history("main", true))
                .returns("1.1.0-rc.1", History::from)
                .satisfies(it -> assertThat(it.changes()).hasSize(1));
    }

    @Test
    void aTagOnAnotherBranchIsTakenButNotBefore() throws IOException {
        repository.git("tag", "v1.0.0");
        repository.git("checkout", "--quiet", "-b", "hotfix");
        commit("fix: orders");
        repository.git("tag", "v1.0.1");
        repository.git("checkout", "--quiet", "main");
        commit("feat: two");

        var history = history("main", false);

        assertThat(history.from()).isEqualTo("1.0.0");
        assertThat(history.taken()).contains("1.0.1");
        assertThat(history.changes()).extracting(Change::subject).containsExactly("two");
    }

    @Test
    void aMergedBranchBringsItsCommitsAndItsTagsAndTheMergeSaysNothing() throws IOException {
        repository.git("tag", "v1.0.0");
        repository.git("checkout", "--quiet", "-b", "hotfix");
        repository.file("HOTFIX", "x").commit("fix: orders");
        repository.git("tag", "v1.0.1");
        repository.git("checkout", "--quiet", "main");
        repository.file("MAIN", "x").commit("feat: two");
        repository.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'hotfix'", "hotfix");

        var history = history("main", false);

        assertThat(history.from()).isEqualTo("1.0.1");
        assertThat(history.changes()).extracting(Change::subject).containsExactly("two");
    }

    @Test
    void clocksThatAreFarOffChangeNothing() throws IOException {
        repository.git("tag", "v1.0.0");
        repository.gitAt(
                "2035-01-01T00:00:00Z", "commit", "--quiet", "--allow-empty", "--message", "feat: from the future");
        repository.git("tag", "v1.1.0");
        repository.gitAt(
                "1990-01-01T00:00:00Z", "commit", "--quiet", "--allow-empty", "--message", "fix: from the past");

        var history = history("main", false);

        assertThat(history.from()).isEqualTo("1.1.0");
        assertThat(history.changes()).extracting(Change::subject).containsExactly("from the past");
    }

    @Test
    void twoVersionsOnOneCommitAreTheHigher() throws IOException {
        repository.git("tag", "v1.0.0");
        repository.git("tag", "v1.0.1");

        assertThat(history("main", false))
                .returns("1.0.1", History::from)
                .satisfies(it -> assertThat(it.changes()).isEmpty());
    }

    @Test
    void whatAVersionBringsIsAskedWithoutItsOwnTag() throws IOException {
        repository.git("tag", "v1.0.0");
        commit("feat: two");
        repository.git("tag", "v1.1.0-rc.1");
        commit("fix: three");
        repository.git("tag", "v1.1.0");

        var answer = sources.history(new Source(repository.url(), "v1.1.0"), "v", false, "1.1.0");

        assertThat(((Answer.Found) answer).history())
                .returns("1.0.0", History::from)
                .satisfies(it -> assertThat(it.changes()).hasSize(2));
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(sources.history(new Source(repository.url(), "nowhere"), "v", false, null))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        it -> assertThat(it.reason()).contains("has no branch, tag or commit 'nowhere'"));
        assertThat(sources.history(new Source("file://" + folder.resolve("gone"), "main"), "v", false, null))
                .isInstanceOf(Answer.Unreachable.class);
    }
}
