package ai.kaleem.release.common.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.example.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In real processes. */
class CrashAgentTests {

    @TempDir
    Path folder;

    @Test
    void haltsOnceAtEachMoment() throws Exception {
        var ledger = folder.resolve("ledger");
        var codes = new ArrayList<Integer>();
        do {
            codes.add(run("once:" + ledger));
        } while (codes.getLast() != 0 && codes.size() < 10);

        assertThat(codes).containsExactly(137, 137, 137, 137, 0);
        assertThat(ledger).hasContent("""
                        before Writer.write > Files.writeString
                        after Writer.write > Files.writeString
                        before Writer.write > Files.writeString #2
                        after Writer.write > Files.writeString #2
                        """);
        assertThat(folder.resolve("three")).exists();
    }

    @Test
    void haltsAtOneMomentEachTime() throws Exception {
        var moment = "at:before Writer.write > Files.writeString #2";

        assertThat(run(moment)).isEqualTo(137);
        assertThat(run(moment)).isEqualTo(137);

        assertThat(folder.resolve("one")).exists();
        assertThat(folder.resolve("two")).doesNotExist();
    }

    @Test
    void refusesAWishItDoesNotKnow() throws Exception {
        assertThat(run("sometimes")).isEqualTo(2);

        assertThat(folder.resolve("output"))
                .content()
                .contains("sometimes: say once:FILE, seen:FILE, at:MOMENT or plant:BUG");
    }

    @Test
    void refusesABugItDoesNotKnow() throws Exception {
        assertThat(run("plant:gremlin")).isEqualTo(2);

        assertThat(folder.resolve("output")).content().contains("plant:gremlin: say one of [ack-before-persist,");
    }

    private int run(String wish) throws Exception {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + jar() + "=" + wish,
                        "-cp",
                        place(Writer.class).toString(),
                        Writer.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** The agent as Maven packs it, made here because tests run before packing. */
    private Path jar() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", CrashAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        var bytes = new ByteArrayOutputStream();
        var classes = place(CrashAgent.class);
        try (var jar = new JarOutputStream(bytes, manifest);
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
        return Files.write(folder.resolve("crash-points.jar"), bytes.toByteArray());
    }

    private static Path place(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
