package ai.kaleem.release.notifier;

import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A notifier as a process of its own, that can be killed, paused and started again. */
final class NotifierProcess {

    private final Path folder;
    private final List<String> settings;
    private Process process;
    private int starts;

    private NotifierProcess(Path folder, List<String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    static NotifierProcess start(Path folder, String... settings) throws IOException {
        var notifier = new NotifierProcess(Files.createDirectories(folder), Arrays.asList(settings));
        notifier.start();
        return notifier;
    }

    void start() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NotifierApplication.class.getName(),
                "--server.port=0",
                "--logging.level.ai.kaleem.release.notifier.NotifierApplication=info",
                "--kaleem.notifier.first-pause=500ms",
                "--kaleem.notifier.longest-pause=1s",
                "--kaleem.notifier.sweep-every=1s",
                "--kaleem.notifier.patience=5s",
                "--kaleem.notifier.attempt-lost-after=6s"));
        command.addAll(settings);
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("RABBITMQ_URL", Broker.shared().url());
        environment.put("KALEEM_EMBEDDED_MONGO_FOLDER", folder.resolve("mongo").toString());
        environment.put("MONGODB_URI", "");
        environment.put(
                "KALEEM_INTERNAL_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "internal").toString());
        process = builder.start();
        starts++;
    }

    /** Whether it says that it is up, its consumers too. */
    boolean isUp() throws IOException {
        try (var lines = Files.lines(log())) {
            return lines.filter(it -> it.contains("Started NotifierApplication"))
                            .count()
                    == starts;
        }
    }

    private Path log() {
        return folder.resolve("notifier.log");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and waits. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
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
}
