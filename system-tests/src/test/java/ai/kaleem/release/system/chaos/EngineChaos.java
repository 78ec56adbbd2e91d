package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.world.OwnSpace;
import ai.kaleem.release.system.world.PrivateEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The run itself, in a process of its own: the engine it kills is not the one that everybody uses. */
public final class EngineChaos {

    private static final Duration LONGEST = Duration.ofHours(6);

    private EngineChaos() {}

    /**
     * @param settings of which the broker is not passed on: it is the one that the environment names
     * @param verdict where its one line is to be
     * @throws IllegalStateException where anything was found
     */
    static void run(Settings settings, Path verdict) {
        OwnSpace.run(EngineChaos.class, LONGEST, settings.asOptions(), verdict.toString());
    }

    /** @param arguments the folder of the engine, and the file for the verdict */
    public static void main(String[] arguments) {
        OwnSpace.end(() -> {
            var settings = Settings.asTold();
            try {
                var verdict = Chaos.run(settings, PrivateEngine.start(Path.of(arguments[0])));
                Files.writeString(Path.of(arguments[1]), verdict.line() + "\n");
                if (!verdict.isClean()) {
                    throw new AssertionError(settings.replay());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }
}
