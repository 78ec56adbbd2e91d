package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Repository;
import ai.kaleem.release.gate.source.Sources.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourcesTests {

    @TempDir
    Path folder;

    private Repository repository;
    private GitSources sources;
    private String first;

    @BeforeEach
    void repository() throws IOException {
        repository = Repository.in(folder.resolve("shop"));
        sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10));
        first = repository.file("README", "one").commit("feat: one");
    }

    @Test
    void findsBranchTagCommitAndShortHash() throws IOException {
        repository.git("tag", "--annotate", "v1.0.0", "--message", "one");

        assertThat(commit("main")).isEqualTo(first);
        assertThat(commit("v1.0.0")).isEqualTo(first);
        assertThat(commit("refs/tags/v1.0.0")).isEqualTo(first);
        assertThat(commit(first)).isEqualTo(first);
        assertThat(commit(first.substring(0, 10))).isEqualTo(first);
    }

    @Test
    void manyAtOnceMayBeTheFirstToLook() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 10; round++) {
                var fresh = new GitSources(folder.resolve("mirrors-" + round), Duration.ofSeconds(10));
                var source = new Source(repository.url(), "main");
                var found = threads.invokeAll(Collections.nCopies(8, () -> fresh.locate(source, false)));
                for (var it : found) {
                    assertThat(it.get()).isEqualTo(new Location.Found(first, List.of()));
                }
            }
        }
    }

    @Test
    void seesWhetherWhatAPatternNamesDiffers() throws IOException {
        repository.file("Backend/src/a.ts", "one").file("docs/moved.md", "x").commit("feat: two");
        var from = repository.git("rev-parse", "HEAD");
        repository.git("mv", "docs/moved.md", "docs/here.md");
        repository.file("Backend/src/deep/b.sql", "two").commit("feat: three");
        var to = repository.git("rev-parse", "HEAD");
        commit("main");

        assertThat(differ(from, to, "Backend/**")).contains(true);
        assertThat(differ(from, to, "Backend/")).contains(true);
        assertThat(differ(from, to, "*.sql")).contains(true);
        assertThat(differ(from, to, "**/deep/*.sql")).contains(true);
        assertThat(differ(from, to, "docs/moved.md")).as("removed there").contains(true);
        assertThat(differ(from, to, "/*.sql")).as("at the top alone").contains(false);
        assertThat(differ(from, to, "*.ts", "README", "Frontend/**")).contains(false);
        assertThat(differ(to, to, "**")).contains(false);
    }

    @Test
    void doesNotKnowWhatDiffersFromACommitThatIsNotHere() throws IOException {
        commit("main");

        assertThat(differ("ab".repeat(20), first, "**")).isEmpty();
        assertThat(differ(repository.file("README", "two").commit("feat: two"), first, "**"))
                .as("not fetched yet")
                .isEmpty();
    }

    private Optional<Boolean> differ(String from, String to, String... patterns) {
        return sources.differ(new Source(repository.url(), "main"), from, to, List.of(patterns));
    }

    @Test
    void aTagGoesBeforeABranchOfItsName() throws IOException {
        repository.git("tag", "next");
        repository.git("checkout", "--quiet", "-b", "next");
        repository.file("README", "two").commit("feat: two");

        assertThat(commit("next")).isEqualTo(first);
    }

    @Test
    void seesWhatCameSinceTheLastTime() throws IOException {
        commit("main");
        var second = repository.file("README", "two").commit("feat: two");

        assertThat(commit("main")).isEqualTo(second);

        repository.git("reset", "--quiet", "--hard", first);
        var other = repository.file("README", "three").commit("feat: three");
        assertThat(commit("main")).as("after a forced push").isEqualTo(other);
    }

    @Test
    void namesWhatThereIsInsteadOfAnUnknownRef() throws IOException {
        repository.git("tag", "v1.0.0");

        assertThat(locate("v9.9.9"))
                .isEqualTo(new Location.Refused(
                        "%s has no branch, tag or commit 'v9.9.9'; it has branches: main; tags: v1.0.0"
                                .formatted(repository.url())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main~1", "HEAD^{/one}", "main:README", "@", "../../etc", "HEAD@{1}"})
    void readsNoExpressions(String ref) {
        assertThat(locate(ref)).isInstanceOf(Location.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--upload-pack=touch x", "-", " "})
    void refusesWhatLooksLikeAnOption(String ref) {
        assertThat(locate(ref)).isEqualTo(new Location.Refused("'%s' is no branch, tag or commit".formatted(ref)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c id",
                "ssh://git@example.org/shop.git",
                "git@example.org:shop.git",
                "http://example.org/shop.git",
                "git://example.org/shop.git",
                "/etc",
                "file://host/shop",
                ""
            })
    void refusesOtherAddresses(String url) {
        assertThat(sources.locate(new Source(url, "main"), true)).isInstanceOf(Location.Refused.class);
    }

    @Test
    void aRepositoryThatIsNotThereIsNoFailureOfTheApp() {
        var gone = new Source("file:///nowhere/shop.git", "main");

        assertThat(sources.locate(gone, true))
                .isInstanceOfSatisfying(
                        Location.Unreachable.class,
                        it -> assertThat(it.reason()).startsWith("the repository file:///nowhere/shop.git cannot be"));
    }

    @Test
    void neverShowsCredentials() {
        var source = new Source("https://robot:s3cret@127.0.0.1:1/shop.git", "main");

        assertThat(sources.locate(source, true).toString())
                .contains("https://127.0.0.1:1/shop.git")
                .doesNotContain("s3cret")
                .doesNotContain("robot");
        assertThat(sources.locate(new Source("ftp://robot:s3cret@host/x", "main"), true)
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void tellsTheChangesSinceThePreviousTag() throws IOException {
        repository.git("tag", "v1.0.0");
        repository.file("README", "two").commit("feat: two\n\nwith a body");
        repository.file("README", "three").commit("fix: three");
        repository.git("tag", "v1.1.0");

        assertThat(sources.locate(source("v1.1.0"), true))
                .isInstanceOfSatisfying(
                        Location.Found.class,
                        it -> assertThat(it.changes()).containsExactly("fix: three", "feat: two"));
    }

    @Test
    void tellsAtMostFiftyChanges() throws IOException {
        for (int i = 0; i < 60; i++) {
            repository.commit("chore: %d".formatted(i));
        }

        assertThat(sources.locate(source("main"), true))
                .isInstanceOfSatisfying(
                        Location.Found.class,
                        it -> assertThat(it.changes()).hasSize(50).startsWith("chore: 59"));
    }

    @Test
    void knowsAHashWithoutItsRepository() throws IOException {
        commit("main");
        repository.git("tag", "gone-soon");
        Files.move(repository.folder(), folder.resolve("moved"));

        assertThat(sources.locate(source(first), false)).isInstanceOf(Location.Found.class);
        assertThat(sources.locate(source(first), true)).isInstanceOf(Location.Found.class);
        assertThat(sources.locate(source("main"), true)).isInstanceOf(Location.Unreachable.class);
    }

    @Test
    void makesAWorkTreeThatGitKnowsOnceOnly() throws IOException {
        repository.script("bin/check", "exit 0").file("data/x", "x");
        var second = repository.commit("feat: two");
        commit("main");
        var tree = folder.resolve("run/checkout");
        Files.createDirectories(tree.getParent());

        assertThat(sources.workTree(tree, source("main"), second).fresh()).isTrue();

        assertThat(tree.resolve("bin/check")).isExecutable();
        assertThat(tree.resolve("data/x")).hasContent("x");
        var inTree = Repository.in(tree);
        assertThat(inTree.git("rev-parse", "HEAD")).isEqualTo(second);
        assertThat(inTree.git("status", "--porcelain")).isEmpty();

        Files.writeString(tree.resolve("installed"), "yes");
        assertThat(sources.workTree(tree, source("main"), second).fresh()).isFalse();
        assertThat(tree.resolve("installed")).exists();
    }

    @Test
    void makesABrokenMirrorAnew() throws IOException {
        commit("main");
        try (Stream<Path> files = Files.walk(folder.resolve("mirrors"))) {
            for (var pack : files.filter(it -> it.toString().contains("/objects/") && Files.isRegularFile(it))
                    .toList()) {
                Files.setPosixFilePermissions(
                        pack, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                Files.writeString(pack, "not git's");
            }
        }
        var second = repository.file("README", "two").commit("feat: two");

        assertThat(commit("main")).isEqualTo(second);
    }

    @Test
    void aLockLeftByACrashDoesNotHoldABranchBack() throws IOException {
        commit("main");
        try (Stream<Path> mirrors = Files.list(folder.resolve("mirrors"))) {
            Files.createFile(mirrors.findFirst().orElseThrow().resolve("refs/heads/main.lock"));
        }
        var second = repository.file("README", "two").commit("feat: two");

        assertThat(commit("main")).isEqualTo(second);
    }

    private Source source(String ref) {
        return new Source(repository.url(), ref);
    }

    private Location locate(String ref) {
        return sources.locate(source(ref), true);
    }

    private String commit(String ref) {
        return locate(ref) instanceof Location.Found(var commit, var changes)
                ? commit
                : locate(ref).toString();
    }
}
