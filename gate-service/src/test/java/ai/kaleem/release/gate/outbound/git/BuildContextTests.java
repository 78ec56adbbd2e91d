package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a repository made by git itself. */
class BuildContextTests {

    @TempDir
    Path folder;

    private GitSources sources;
    private Repository repository;

    @BeforeEach
    void open() throws IOException {
        sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10));
        repository = Repository.in(folder.resolve("shop"))
                .file("Backend/Dockerfile", "FROM scratch\n")
                .file("Backend/src/متجر.js", "shop\n")
                .file("Backend/node_modules/left/index.js", "left out\n")
                .file("Backend/.dockerignore", "node_modules\n")
                .file("README.md", "the product\n")
                .script("Backend/run.sh", "true");
        Files.createSymbolicLink(repository.folder().resolve("Backend/link"), Path.of("/etc/passwd"));
    }

    @Test
    void hasTheFolderAsTheCommitHasIt() throws IOException {
        var commit = repository.commit("feat: one");
        Files.writeString(repository.folder().resolve("Backend/untracked"), "not committed\n");

        assertThat(packed(commit, "Backend"))
                .isEqualTo(Map.of(
                        "Dockerfile", "644 FROM scratch\n",
                        ".dockerignore", "644 node_modules\n",
                        "src/متجر.js", "644 shop\n",
                        "run.sh", "755 #!/bin/sh\ntrue\n",
                        "link", "-> /etc/passwd"));
    }

    @Test
    void hasAllOfTheCommitWhereTheContextIsItsOwnFolder() throws IOException {
        var commit = repository.commit("feat: one");

        assertThat(packed(commit, "."))
                .containsKeys("README.md", "Backend/run.sh", "Backend/node_modules/left/index.js");
        assertThat(packed(commit, "./Backend/")).containsKey("run.sh");
    }

    @Test
    void isTheSameForEveryBuildOfACommit() throws IOException {
        var commit = repository.commit("feat: one");

        assertThat(pack(commit, "Backend")).hasSameBinaryContentAs(pack(commit, "Backend"));
    }

    @Test
    void saysWhereTheFolderIsNotThere() throws IOException {
        var commit = repository.commit("feat: one");

        assertThat(sources.pack(source(), commit, "Frontend", folder.resolve("none.tar")))
                .hasValue("the commit %s has no folder 'Frontend' to build from".formatted(commit.substring(0, 12)));
        assertThat(sources.pack(source(), commit, "README.md", folder.resolve("none.tar")))
                .isPresent();
    }

    private Map<String, String> packed(String commit, String context) throws IOException {
        var found = new TreeMap<String, String>();
        try (var tar =
                new TarArchiveInputStream(Files.newInputStream(pack(commit, context)), StandardCharsets.UTF_8.name())) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                found.put(
                        entry.getName(),
                        entry.isSymbolicLink()
                                ? "-> " + entry.getLinkName()
                                : "%o %s"
                                        .formatted(
                                                entry.getMode() & 0777,
                                                new String(tar.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    private Path pack(String commit, String context) throws IOException {
        var tar = Files.createTempFile(folder, "context", ".tar");
        assertThat(sources.pack(source(), commit, context, tar)).isEmpty();
        return tar;
    }

    private Source source() {
        return new Source(repository.url(), "main");
    }
}
