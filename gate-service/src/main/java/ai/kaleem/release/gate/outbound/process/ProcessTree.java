package ai.kaleem.release.gate.outbound.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one program started. A double fork leaves the tree, {@code setsid} leaves the session, and both keep the
 * environment: so all three are looked at, in {@code /proc}.
 */
final class ProcessTree {

    /** The variable that marks a gate's processes. */
    static final String VARIABLE = "KALEEM_GATE";

    /** The variable that tells whose they are. */
    static final String OWNER = "KALEEM_GATE_SERVICE";

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final Path PROC = Path.of("/proc");

    private final byte[] marked;
    private final @Nullable ProcessHandle leader;
    private final boolean session;

    private ProcessTree(String variable, String value, @Nullable ProcessHandle leader, boolean session) {
        this.marked = "%s=%s".formatted(variable, value).getBytes(StandardCharsets.UTF_8);
        this.leader = leader;
        this.session = session;
    }

    /** @param session whether the leader has a session of its own, under its own pid */
    static ProcessTree of(String mark, ProcessHandle leader, boolean session) {
        return new ProcessTree(VARIABLE, mark, leader, session);
    }

    /** @param leader null where it is gone: its pid then says nothing */
    static ProcessTree former(String mark, @Nullable ProcessHandle leader) {
        return new ProcessTree(VARIABLE, mark, leader, false);
    }

    /** Whatever an instance of gate-service has started, in this life or an earlier one. */
    static ProcessTree all(String owner) {
        return new ProcessTree(OWNER, owner, null, false);
    }

    /**
     * Asks all to end, and after two seconds ends them. An interrupt does not hold it up, for nothing must outlive us.
     *
     * @return whether nothing is left
     */
    boolean end() {
        var began = System.nanoTime();
        var asked = new HashSet<ProcessHandle>();
        var interrupted = false;
        try {
            for (var alive = alive(); !alive.isEmpty(); alive = alive()) {
                var passed = System.nanoTime() - began;
                if (passed > PATIENCE.toNanos()) {
                    return false;
                }
                for (var one : alive) {
                    if (passed > GRACE.toNanos()) {
                        one.destroyForcibly();
                    } else if (asked.add(one)) {
                        one.destroy();
                    }
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Set<ProcessHandle> alive() {
        var all = new HashSet<ProcessHandle>();
        if (leader != null) {
            all.add(leader);
            leader.descendants().forEach(all::add);
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            processes
                    .filter(this::isOurs)
                    .flatMap(it ->
                            ProcessHandle.of(Long.parseLong(it.getFileName().toString())).stream())
                    .forEach(all::add);
        } catch (IOException e) {
            // No /proc: the tree must do.
        }
        all.removeIf(it -> !it.isAlive() || isZombie(it.pid()) || it.equals(ProcessHandle.current()));
        return all;
    }

    private boolean isOurs(Path process) {
        var name = process.getFileName().toString();
        if (!name.chars().allMatch(Character::isDigit)) {
            return false;
        }
        if (session && leader != null && leader.pid() == field(process, 3)) {
            return true;
        }
        try {
            return contains(Files.readAllBytes(process.resolve("environ")));
        } catch (IOException | RuntimeException e) {
            return false; // gone, or somebody else's
        }
    }

    private boolean contains(byte[] environment) {
        int from = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i == environment.length || environment[i] == 0) {
                if (i - from == marked.length && Arrays.equals(environment, from, i, marked, 0, marked.length)) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }

    /** A field of {@code /proc/<pid>/stat}, counted from the state, which is 0; -1 where the process is gone. */
    private static long field(Path process, int index) {
        try {
            var stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may contain anything.
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[index]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
