package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.world.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of all checks can fail: it ends as Maven does, whose place a program takes that does nothing else. */
class VerifyTests {

    @TempDir
    Path folder;

    @Test
    void aBuildThatFailsFailsIt() throws Exception {
        assertThat(verify(3)).isEqualTo(3);
    }

    @Test
    void aBuildThatPassesPassesIt() throws Exception {
        assertThat(verify(0)).isZero();
    }

    private int verify(int code) throws IOException, InterruptedException {
        var maven = folder.resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\nexit %d\n".formatted(code));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        var verify = Installation.ROOT.resolve("verify").toString();
        var builder = new ProcessBuilder(verify);
        builder.environment().merge("PATH", folder.toString(), (known, first) -> first + File.pathSeparator + known);
        var process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
