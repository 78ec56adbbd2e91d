package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;
import ai.kaleem.release.gate.Repository;
import ai.kaleem.release.gate.version.ProposeVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a long history takes, and how much memory: budgeted are 2 s after the first fetch, and 200 MiB. Prints a table. */
@Tag("benchmark")
class NextVersionBenchmarkTests {

    private static final int COMMITS = 100_000;

    @TempDir
    Path folder;

    @Test
    void aHundredThousandCommits() throws IOException, InterruptedException {
        var repository = Repository.in(folder.resolve("long"));
        importHistory(repository);
        var propose = new ProposeVersion(new GitSources(folder.resolve("mirrors"), Duration.ofMinutes(1)));

        System.out.printf("%-42s %8s %12s%n", "100,000 commits", "ms", "peak heap MiB");
        measure("the first time, with the fetch", propose, repository);
        measure("no version yet: every commit counts", propose, repository);
        repository.git("tag", "v1.0.0", "main~99999");
        measure("a version at the first commit", propose, repository);
        repository.git("tag", "v2.0.0", "main~10");
        measure("a version ten commits ago", propose, repository);
    }

    private static void measure(String what, ProposeVersion propose, Repository repository)
            throws InterruptedException {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(it -> it.resetPeakUsage());
        var began = System.nanoTime();
        VersionProposal proposal = propose.propose(
                new VersionQuestion(repository.url(), "main", "v", "0.1.0", false, false, false, Set.of()));
        var took = Duration.ofNanos(System.nanoTime() - began);
        var peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(it -> it.getType() == MemoryType.HEAP)
                .mapToLong(it -> it.getPeakUsage().getUsed())
                .sum();
        assertThat(proposal.version()).isNotNull();
        System.out.printf("%-42s %8d %12d   -> %s%n", what, took.toMillis(), peak >> 20, proposal.version());
    }

    private void importHistory(Repository repository) throws IOException {
        var stream = folder.resolve("history");
        try (var out = Files.newBufferedWriter(stream)) {
            for (int i = 1; i <= COMMITS; i++) {
                var message =
                        "%s(part-%d): change number %d\n\nWhat it is about, in a sentence or two that nobody reads.\n"
                                .formatted(i % 3 == 0 ? "feat" : i % 3 == 1 ? "fix" : "chore", i % 40, i);
                out.write(
                        "commit refs/heads/main\nmark :%d\ncommitter Salma <salma@example.org> %d +0000\ndata %d\n%s%s\n"
                                .formatted(
                                        i,
                                        1_600_000_000 + i * 60,
                                        message.length(),
                                        message,
                                        i == 1 ? "" : "from :" + (i - 1)));
            }
        }
        repository.feed(stream, "fast-import", "--quiet");
    }
}
