package ai.kaleem.release.gate.outbound.process;

import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.ProcessMark;
import ai.kaleem.release.gate.gate.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs as processes of this host, each in a session of its own, with little of our environment: {@code PATH} and
 * {@code LANG}; {@code HOME} and {@code TMPDIR} are the run's own, {@code CI} is true, and the rest is the plan's.
 */
public final class ProcessPrograms implements Programs {

    private static final Logger log = LoggerFactory.getLogger(ProcessPrograms.class);
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** The system tells a start in ticks since a boot time that it knows to the second. */
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(2);

    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;

    private final String instance;
    private final @Nullable Path setsid;

    /** @param instance names this gate-service, also after its restart */
    public ProcessPrograms(String instance) {
        this.instance = instance;
        this.setsid = Search.on(DEFAULT_PATH, "setsid").orElse(null);
        if (setsid == null) {
            log.warn("There is no setsid (package util-linux): a gate that clears its environment can leave processes");
        }
    }

    @Override
    public Outcome run(Call call, GateLog output, Launched launched) throws InterruptedException {
        Path folder;
        try {
            var wanted = call.checkout().resolve(call.command().in()).normalize();
            if (!Files.isDirectory(wanted)) {
                return new Outcome.Failed(
                        "the commit has no folder '%s'".formatted(call.command().in()));
            }
            folder = wanted.toRealPath();
            if (!folder.startsWith(call.checkout().toRealPath())) {
                return new Outcome.Failed("the folder '%s' lies outside the commit"
                        .formatted(call.command().in()));
            }
        } catch (IOException | RuntimeException e) {
            return new Outcome.Unknown("its folder cannot be used: %s".formatted(e));
        }
        var environment = environment(call);
        var argv = call.command().argv();
        if (argv.isEmpty()) {
            return new Outcome.Failed("the plan names no program");
        }
        var path = environment.getOrDefault("PATH", DEFAULT_PATH);
        if (Search.program(argv.getFirst(), folder, path).isEmpty()) {
            // The plan's mistake, or the host's lack: trying again helps neither, and the release must not go on.
            return new Outcome.Failed(
                    argv.getFirst().contains("/")
                            ? "no such program '%s' in the commit".formatted(argv.getFirst())
                            : "no such program '%s' on gate-service's PATH (%s); install it there, or mend the plan"
                                    .formatted(argv.getFirst(), path));
        }
        return run(call, folder, environment, output, launched);
    }

    private Outcome run(Call call, Path folder, Map<String, String> environment, GateLog output, Launched launched)
            throws InterruptedException {
        var command = new ArrayList<String>();
        if (setsid != null) {
            command.add(setsid.toString());
            command.add("--");
        }
        command.addAll(call.command().argv());
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var began = System.nanoTime();
        Process process;
        try {
            process = builder.start();
        } catch (IOException | RuntimeException e) {
            return new Outcome.Unknown("cannot be started: %s".formatted(e.getMessage()));
        }
        var tree = ProcessTree.of(call.mark(), process.toHandle(), setsid != null);
        var pump = Pump.start(process.getInputStream(), output);
        boolean ended;
        try {
            process.getOutputStream().close();
            launched.as(new ProcessMark(call.mark(), process.pid(), startOf(process.toHandle())));
            ended = process.waitFor(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            ended = process.waitFor(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            endAll(call.mark(), tree);
            pump.await();
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        var failure = pump.failure();
        if (failure != null) {
            return new Outcome.Unknown("its output cannot be kept: %s".formatted(failure));
        }
        return ended
                ? outcome(process.exitValue(), took)
                : new Outcome.Failed(
                        "not done within %s; ended with all it had started".formatted(words(call.timeout())));
    }

    private static void endAll(String mark, ProcessTree tree) {
        if (!tree.end()) {
            log.error("Processes of gate {} cannot be ended", mark);
        }
    }

    private static Outcome outcome(int exit, Duration took) {
        var summary = "exit %d after %s".formatted(exit, words(took));
        return switch (exit) {
            case 0 -> new Outcome.Passed(summary);
            // We did not send it: the host did, for want of memory or since it goes down. That is no verdict on the
            // app.
            case SIGKILL, SIGTERM ->
                new Outcome.Unknown("ended from outside by signal %d after %s, as when memory runs out"
                        .formatted(exit - 128, words(took)));
            default -> new Outcome.Failed(summary, exit);
        };
    }

    private Map<String, String> environment(Call call) {
        var all = new HashMap<String, String>();
        all.put(
                "PATH",
                Optional.ofNullable(System.getenv("PATH"))
                        .filter(it -> !it.isBlank())
                        .orElse(DEFAULT_PATH));
        all.put(
                "LANG",
                Optional.ofNullable(System.getenv("LANG"))
                        .filter(it -> !it.isBlank())
                        .orElse("C.UTF-8"));
        all.put("HOME", call.home().toString());
        all.put("TMPDIR", call.home().toString());
        all.put("CI", "true");
        all.putAll(call.command().environment());
        all.put(ProcessTree.VARIABLE, call.mark());
        all.put(ProcessTree.OWNER, instance);
        return all;
    }

    @Override
    public void end(ProcessMark former) {
        var leader = ProcessHandle.of(former.pid())
                .filter(it ->
                        Duration.between(startOf(it), former.startedAt()).abs().compareTo(CLOCK_DRIFT) < 0)
                .orElse(null);
        endAll(former.mark(), ProcessTree.former(former.mark(), leader));
    }

    @Override
    public void end(String mark) {
        endAll(mark, ProcessTree.former(mark, null));
    }

    @Override
    public void endLeftovers() {
        endAll("of former lives", ProcessTree.all(instance));
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    static String words(Duration duration) {
        return duration.toMinutes() >= 10
                ? "%d min".formatted(duration.toMinutes())
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
