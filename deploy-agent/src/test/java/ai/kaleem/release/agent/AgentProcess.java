package ai.kaleem.release.agent;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as a process of its own, to be stopped, killed and hindered. */
final class AgentProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private AgentProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param data its data folder
     * @param broker its URL
     */
    static AgentProcess start(String name, Path data, String broker, Path output) throws IOException {
        return start(name, data, broker, output, DockerPlace.SOCKET);
    }

    static AgentProcess start(String name, Path data, String broker, Path output, String engine) throws IOException {
        var argv = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DeployAgent.class.getName(),
                "--spring.rabbitmq.addresses=" + broker,
                "--kaleem.agent.name=" + name,
                "--kaleem.agent.data-folder=" + data,
                "--kaleem.agent.docker-host=" + engine,
                "--kaleem.agent.gateway-image=" + Images.haproxy().asCanonicalNameString(),
                "--kaleem.agent.min-free-disk=1MB",
                "--kaleem.agent.health-port=0",
                "--kaleem.agent.beat-every=1s",
                "--kaleem.agent.settle=100ms",
                "--kaleem.agent.watch-every=200ms",
                "--logging.level.ai.kaleem.release=INFO");
        var process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new AgentProcess(process, output);
    }

    /** What it said so far. */
    String said() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String lastLine() {
        return said().strip().lines().reduce("", (before, line) -> line);
    }

    void awaitSaid(String text) {
        await().atMost(PATIENCE).until(() -> said().contains(text) || !process.isAlive());
        if (!said().contains(text)) {
            throw new AssertionError("It ended without '%s':%n%s".formatted(text, said()));
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It goes on:\n" + said());
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void wake() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("kill %s did not work".formatted(signal));
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
