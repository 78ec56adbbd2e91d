package ai.kaleem.release.gate.outbound.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateSpec.Command;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.ProcessMark;
import ai.kaleem.release.gate.gate.Programs.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessProgramsTests {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ProcessPrograms programs = new ProcessPrograms("tests");
    private final Output output = new Output();
    private final String mark = "test/%s".formatted(UUID.randomUUID());
    private final AtomicReference<ProcessMark> launched = new AtomicReference<>();

    @TempDir
    Path folder;

    private Path checkout;
    private Path home;

    @BeforeEach
    void folders() throws IOException {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        home = Files.createDirectories(folder.resolve("home"));
    }

    @Test
    void passesOnExitZeroAndFailsOnAnyOther() throws Exception {
        assertThat(shell("echo out; echo err >&2")).isInstanceOf(Outcome.Passed.class);
        assertThat(output.text()).contains("out\n").contains("err\n");
        assertThat(shell("exit 3")).isInstanceOf(Outcome.Failed.class);
        assertThat(shell("exit 3").summary()).startsWith("exit 3 after ");
    }

    @Test
    void takesArgumentsAsTheyAre() throws Exception {
        run(LONG, ".", Map.of(), "printf", "%s|", "a b", "$HOME", "; exit 1", "*");

        assertThat(output.text()).isEqualTo("a b|$HOME|; exit 1|*|");
    }

    @Test
    void passesOnOnlyWhatIsAllowed() throws Exception {
        run(LONG, ".", Map.of("COLOUR", "blue", "CI", "yes"), "env");

        var names = output.text()
                .lines()
                .map(it -> it.substring(0, it.indexOf('=')))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "PATH", "LANG", "HOME", "TMPDIR", "CI", "COLOUR", "KALEEM_GATE", "KALEEM_GATE_SERVICE");
        assertThat(output.text()).contains("HOME=%s\n".formatted(home)).contains("CI=yes\n");
    }

    @Test
    void endsEvenADoubleForkThatLeftSessionAndTreeAndIgnoresToBeAsked() throws Exception {
        var pids = folder.resolve("pids");
        Files.writeString(checkout.resolve("daemon.sh"), """
                trap '' TERM
                echo $$ >> %s
                while :; do sleep 1; done
                """.formatted(pids));
        // In the background twice, in a session of its own, its parents gone: nobody's child any more.
        var outcome = run(
                Duration.ofSeconds(2),
                ".",
                Map.of(),
                "sh",
                "-c",
                "(setsid sh daemon.sh & ) & (sh daemon.sh &) & sleep 60");

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.summary()).isEqualTo("not done within 2.0 s; ended with all it had started");
        assertThat(pidsIn(pids)).hasSize(2).noneMatch(ProcessProgramsTests::isAlive);
    }

    @Test
    void endsAlsoWhatClearsItsEnvironmentWithinItsSession() throws Exception {
        var pids = folder.resolve("pids");
        Files.writeString(checkout.resolve("daemon.sh"), "echo $$ >> %s; while :; do sleep 1; done".formatted(pids));

        run(Duration.ofSeconds(1), ".", Map.of(), "sh", "-c", "(env -i /bin/sh daemon.sh &) & sleep 60");

        assertThat(pidsIn(pids)).hasSize(1).noneMatch(ProcessProgramsTests::isAlive);
    }

    @Test
    void leavesNothingBehindWhenTheGatePasses() throws Exception {
        var pids = folder.resolve("pids");

        var outcome = shell("sleep 60 & echo $! > %s".formatted(pids));

        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        assertThat(pidsIn(pids)).hasSize(1).noneMatch(ProcessProgramsTests::isAlive);
    }

    @Test
    void endsWhatAFormerLifeLeftAndNobodyElse() throws Exception {
        var pids = folder.resolve("pids");
        var left = new ProcessBuilder("sh", "-c", "(setsid sh -c 'echo $$ > %s; sleep 60' &)".formatted(pids));
        left.environment().put(ProcessTree.VARIABLE, mark);
        left.start().waitFor();
        await().until(() -> Files.exists(pids) && !Files.readString(pids).isBlank());
        var other = new ProcessBuilder("sleep", "60").start();
        try {
            // The pid is somebody else's by now: the start does not fit.
            programs.end(new ProcessMark(
                    mark, other.pid(), other.info().startInstant().orElseThrow().minusSeconds(3600)));

            assertThat(pidsIn(pids)).hasSize(1).noneMatch(ProcessProgramsTests::isAlive);
            assertThat(other.isAlive()).isTrue();

            programs.end(new ProcessMark(
                    mark, other.pid(), other.info().startInstant().orElseThrow()));
            assertThat(other.isAlive()).isFalse();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void endsTheProgramWhenWeAreStopped() throws Exception {
        var pids = folder.resolve("pids");
        var thread = Thread.ofVirtual().start(() -> {
            try {
                shell("echo $$ > %s; sleep 60".formatted(pids));
            } catch (InterruptedException | IOException e) {
                // as asked
            }
        });
        await().until(() -> Files.exists(pids) && !Files.readString(pids).isBlank());

        thread.interrupt();

        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(pidsIn(pids)).noneMatch(ProcessProgramsTests::isAlive);
    }

    @Test
    void saysWhichProgramThereIsNot() throws Exception {
        assertThat(run(LONG, ".", Map.of(), "npm-of-nowhere", "test"))
                .isInstanceOf(Outcome.Failed.class)
                .extracting(Outcome::summary)
                .asString()
                .startsWith("no such program 'npm-of-nowhere' on gate-service's PATH");
        assertThat(run(LONG, ".", Map.of(), "./gone").summary()).isEqualTo("no such program './gone' in the commit");
    }

    @Test
    void staysWithinTheCommit() throws Exception {
        Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(checkout.resolve("link"), folder.resolve("outside"));

        assertThat(run(LONG, "../outside", Map.of(), "pwd").summary())
                .isEqualTo("the folder '../outside' lies outside the commit");
        assertThat(run(LONG, "link", Map.of(), "pwd").summary()).isEqualTo("the folder 'link' lies outside the commit");
        assertThat(run(LONG, "/etc", Map.of(), "pwd").summary()).isEqualTo("the folder '/etc' lies outside the commit");
        assertThat(run(LONG, "gone", Map.of(), "pwd").summary()).isEqualTo("the commit has no folder 'gone'");
        assertThat(output.text()).isEmpty();
    }

    @Test
    void aProgramEndedFromOutsideIsNoVerdictOnTheApp() throws Exception {
        assertThat(shell("kill -9 $$"))
                .isInstanceOf(Outcome.Unknown.class)
                .extracting(Outcome::summary)
                .asString()
                .startsWith("ended from outside by signal 9");
    }

    @Test
    void notesTheProcessByItsMarkAndStart() throws Exception {
        shell("exit 0");

        assertThat(launched.get().mark()).isEqualTo(mark);
        assertThat(launched.get().pid()).isPositive();
    }

    private Outcome shell(String script) throws InterruptedException, IOException {
        return run(LONG, ".", Map.of(), "sh", "-c", script);
    }

    private Outcome run(Duration timeout, String in, Map<String, String> environment, String... argv)
            throws InterruptedException {
        var command = new Command(List.of(argv), in, environment);
        return programs.run(new Call(mark, command, checkout, home, timeout), output, launched::set);
    }

    private static List<Long> pidsIn(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Long::parseLong).toList();
    }

    private static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/%d/stat".formatted(pid))).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Output implements GateLog {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] written, int offset, int length) {
            bytes.write(written, offset, length);
        }

        @Override
        public byte[] tail() {
            return bytes.toByteArray();
        }

        @Override
        public void close() {}

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
