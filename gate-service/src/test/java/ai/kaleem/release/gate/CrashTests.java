package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, killed as the kernel kills, in the middle of a gate. */
class CrashTests {

    private final ReleaseApi releaseApi = new ReleaseApi();

    @TempDir
    Path folder;

    private Repository repository;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        repository = Repository.in(folder.resolve("shop"));
        service = ServiceProcess.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        releaseApi.close();
    }

    @Test
    void goesOnWhereItWasKilledAndEndsWhatItHadStarted() throws Exception {
        var pids = folder.resolve("pids");
        var go = folder.resolve("go");
        repository
                .script("slow", "setsid ./left &", "echo $$ >> %s".formatted(pids), wait(go))
                .script("left", "echo $$ >> %s".formatted(pids), wait(go))
                .commit("slow");
        releaseApi.ask(before(
                new Source(repository.url(), "main"),
                program("install", "true"),
                program("slow", List.of("install"), "./slow")));
        await().atMost(ReleaseApi.SOON)
                .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);

        service.kill();
        var orphans = Files.readAllLines(pids).stream().map(Long::parseLong).toList();
        assertThat(orphans)
                .as("nobody ended them")
                .allMatch(it -> ProcessHandle.of(it).isPresent());
        service.start();

        await().atMost(ReleaseApi.SOON).until(() -> Files.readAllLines(pids).size() == 4);
        assertThat(orphans).as("ended before the gate ran again").noneMatch(CrashTests::runs);
        Files.createFile(go);
        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(end.gates()).extracting(GateReport.Gate::attempt).containsExactly(1, 2);
        assertThat(releaseApi.reports()).extracting(GateReport::revision).isSorted();
    }

    private static String wait(Path file) {
        return "while [ ! -e %s ]; do sleep 0.05; done".formatted(file);
    }

    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/%d/stat".formatted(pid))).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }
}
