package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Execution;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code redis-cli} inside a container, with the password the container itself was given. */
final class RedisCli {

    private static final Pattern KEYSPACE = Pattern.compile("^(db\\d+):keys=(\\d+),expires=(\\d+)");

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Execution execution;
    private final String container;
    private final List<String> program;
    private final Map<String, String> environment;
    private final Duration timeout;

    private RedisCli(
            Execution execution,
            String container,
            List<String> program,
            Map<String, String> environment,
            Duration timeout) {
        this.execution = execution;
        this.container = container;
        this.program = program;
        this.environment = environment;
        this.timeout = timeout;
    }

    /** @throws IOException when the container does not run, or its Redis does not answer us */
    static RedisCli of(Engine engine, String container, Duration timeout) throws IOException {
        return of(engine, container, timeout, "");
    }

    /** @param password tried after those the container was given; empty for none */
    static RedisCli of(Engine engine, String container, Duration timeout, String password) throws IOException {
        var found = engine.find(
                        "Looking at container " + container,
                        docker -> docker.inspectContainerCmd(container).exec())
                .orElseThrow(() -> new IOException("there is no container '%s'".formatted(container)));
        if (!Boolean.TRUE.equals(found.getState().getRunning())) {
            throw new IOException("container '%s' does not run".formatted(container));
        }
        var program = new ArrayList<>(List.of("redis-cli"));
        argument(found, "--port").ifPresent(port -> program.addAll(List.of("-p", port)));
        var last = "";
        for (var environment : passwords(found, password)) {
            var cli = new RedisCli(new Execution(engine), container, program, environment, timeout);
            last = cli.say("PING");
            // The password is right; a replica that has lost its master may not say more.
            if (last.equals("PONG") || last.startsWith("LOADING") || last.startsWith("MASTERDOWN")) {
                return cli;
            }
        }
        throw new IOException(
                "Redis in container '%s' does not answer redis-cli (%s); set REDISCLI_AUTH in its environment when it has a password"
                        .formatted(container, last));
    }

    /** Straight as the container has it ({@code REDISCLI_AUTH}), or with what its server was started with. */
    private static List<Map<String, String>> passwords(InspectContainerResponse container, String password) {
        var candidates = new ArrayList<Map<String, String>>();
        candidates.add(Map.of());
        argument(container, "--requirepass").ifPresent(it -> candidates.add(Map.of("REDISCLI_AUTH", it)));
        variable(container, "REDIS_PASSWORD").ifPresent(it -> candidates.add(Map.of("REDISCLI_AUTH", it)));
        if (!password.isEmpty()) {
            candidates.add(Map.of("REDISCLI_AUTH", password));
        }
        return candidates;
    }

    private static Optional<String> argument(InspectContainerResponse container, String name) {
        var arguments = Arrays.asList(container.getArgs());
        var at = arguments.indexOf(name);
        return at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
    }

    private static Optional<String> variable(InspectContainerResponse container, String name) {
        String @Nullable [] environment = container.getConfig().getEnv();
        return environment == null
                ? Optional.empty()
                : Arrays.stream(environment)
                        .filter(it -> it.startsWith(name + "="))
                        .map(it -> it.substring(name.length() + 1))
                        .findFirst();
    }

    Execution.Result run(OutputStream out, String... arguments) throws IOException {
        var argv = new ArrayList<>(program);
        argv.addAll(List.of(arguments));
        return execution.run(container, argv, environment, out, timeout);
    }

    /** What it answers, be it an error. */
    private String say(String... command) throws IOException {
        var out = new ByteArrayOutputStream();
        var result = run(out, command);
        var answer = out.toString(UTF_8).strip();
        return result.succeeded() ? answer : (answer + " " + result.errors()).strip();
    }

    /** @throws IOException where Redis answers with an error */
    String ask(String... command) throws IOException {
        var answer = say(command);
        if (answer.matches("(?s)(ERR|NOAUTH|NOPERM|LOADING|MASTERDOWN|MISCONF|WRONGPASS|Could not connect).*")) {
            throw new IOException("Redis in '%s' answered %s to %s".formatted(container, answer, command[0]));
        }
        return answer;
    }

    /** A field of {@code INFO}; empty where this Redis does not have it. */
    String info(String section, String field) throws IOException {
        return ask("INFO", section)
                .lines()
                .filter(it -> it.startsWith(field + ":"))
                .map(it -> it.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** A setting; empty where it is, or may not be read. */
    String config(String name) throws IOException {
        return say("CONFIG", "GET", name).lines().skip(1).findFirst().orElse("").strip();
    }

    /** In all databases together. */
    long keys() throws IOException {
        return ask("INFO", "keyspace")
                .lines()
                .filter(it -> it.startsWith("db"))
                .mapToLong(it ->
                        Long.parseLong(it.replaceAll(".*keys=(\\d+),.*", "$1").strip()))
                .sum();
    }

    /** Keys by database, without those that expire: a backup loses them by itself. */
    Map<String, Long> lasting() throws IOException {
        var lasting = new TreeMap<String, Long>();
        ask("INFO", "keyspace")
                .lines()
                .map(KEYSPACE::matcher)
                .filter(Matcher::find)
                .forEach(it -> lasting.put(it.group(1), Long.parseLong(it.group(2)) - Long.parseLong(it.group(3))));
        return lasting;
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    void await(String what, Condition condition) throws IOException {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Redis in '%s' took longer than %s for %s".formatted(container, timeout, what));
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for " + what, e);
            }
        }
    }
}
