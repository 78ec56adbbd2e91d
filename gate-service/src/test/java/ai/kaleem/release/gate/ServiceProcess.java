package ai.kaleem.release.gate;

import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** gate-service as a process of its own, with a data folder of its own, that can be killed, paused and started again. */
final class ServiceProcess implements AutoCloseable {

    private final Path folder;
    private final List<String> settings;
    private Process process;

    private ServiceProcess(Path folder, List<String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    static ServiceProcess start(Path folder, String... settings) throws IOException {
        var service = new ServiceProcess(Files.createDirectories(folder), Arrays.asList(settings));
        service.start();
        return service;
    }

    void start() throws IOException {
        Files.writeString(folder.resolve("token"), "internal");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                GateServiceApplication.class.getName(),
                "--server.port=0",
                "--spring.rabbitmq.addresses=" + Broker.shared().url(),
                "--kaleem.gates.data-folder=" + folder.resolve("data"),
                "--kaleem.embedded-mongo.folder=" + folder.resolve("data/mongo"),
                "--kaleem.internal-token-file=" + folder.resolve("token")));
        command.addAll(settings);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    Path folder() {
        return folder;
    }

    /** As other processes know it. */
    String instance() throws IOException {
        return Files.readString(folder.resolve("data/instance"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Path log() {
        return folder.resolve("service.log");
    }

    /** Its programs stay as they are. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and waits. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("It did not end");
        }
    }

    void pause() throws Exception {
        signal("STOP");
    }

    void goOn() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        var exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -%s: exit %d".formatted(name, exit));
        }
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            goOn();
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }
}
