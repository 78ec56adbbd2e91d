package ai.kaleem.release.agent.outbound.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of configuration is kept as it was, and put back so. */
class FolderVersionTests {

    @TempDir
    Path folder;

    private Path next;
    private Path mounted;
    private EnvFileCopies copies;

    @BeforeEach
    void open() throws IOException {
        next = Files.createDirectories(folder.resolve("next/conf.d")).getParent();
        mounted = Files.createDirectory(folder.resolve("mounted"));
        copies = new EnvFileCopies(Files.createDirectory(folder.resolve("copies")), Clock.systemUTC());
        Files.writeString(next.resolve("nginx.conf"), "new");
        Files.writeString(next.resolve("conf.d/shop.conf"), "shop");
        Files.setPosixFilePermissions(next.resolve("nginx.conf"), PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(mounted.resolve("nginx.conf"), "old");
        Files.writeString(mounted.resolve("gone.conf"), "gone");
    }

    private static Set<String> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(it -> folder.relativize(it).toString())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void holdsWhatTheCopyHoldsAndComesBack() throws IOException {
        var wanted = copies.keepFolder(next.toString());
        var found = copies.keepFolder(mounted.toString());
        Files.writeString(next.resolve("nginx.conf"), "changed since");
        // What a crash left half written.
        Files.writeString(mounted.resolve(".nginx.conf.kaleem-partial"), "ne");

        copies.place(wanted, mounted.toString());
        assertThat(files(mounted)).containsExactlyInAnyOrder("nginx.conf", "conf.d/shop.conf");
        assertThat(mounted.resolve("nginx.conf")).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mounted.resolve("nginx.conf"))))
                .isEqualTo("rw-r-----");
        assertThat(copies.keepFolder(mounted.toString())).isEqualTo(wanted);

        copies.place(found, mounted.toString());
        assertThat(files(mounted)).containsExactlyInAnyOrder("nginx.conf", "gone.conf");
        assertThat(mounted.resolve("nginx.conf")).hasContent("old");
        assertThat(copies.keepFolder(mounted.toString())).isEqualTo(found);
    }

    @Test
    void whatIsAsItShallBeIsNotTouched() throws IOException {
        Files.writeString(mounted.resolve("nginx.conf"), "new");
        Files.setPosixFilePermissions(mounted.resolve("nginx.conf"), PosixFilePermissions.fromString("rw-r-----"));
        var inode = Files.getAttribute(mounted.resolve("nginx.conf"), "unix:ino");
        var parent = Files.getAttribute(mounted, "unix:ino");
        copies.place(copies.keepFolder(next.toString()), mounted.toString());
        assertThat(Files.getAttribute(mounted.resolve("nginx.conf"), "unix:ino"))
                .isEqualTo(inode);
        // The folder itself is what a container mounts.
        assertThat(Files.getAttribute(mounted, "unix:ino")).isEqualTo(parent);
    }

    @Test
    void onlyWhatIsNeededOrYoungStays() {
        var wanted = copies.keepFolder(next.toString());
        var found = copies.keepFolder(mounted.toString());
        new EnvFileCopies(folder.resolve("copies"), Clock.offset(Clock.systemUTC(), Duration.ofDays(2)))
                .retain(Set.of(wanted));
        assertThat(copies.at(wanted)).isDirectory();
        assertThat(copies.at(found)).doesNotExist();
    }

    @Test
    void whatCannotBeKeptIsRefused() throws IOException {
        assertThatThrownBy(() -> copies.keepFolder(folder.resolve("none").toString()))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("none is not on this host");
        assertThatThrownBy(() -> copies.keepFolder(next.resolve("nginx.conf").toString()))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("is no folder");
        Files.createSymbolicLink(next.resolve("link.conf"), next.resolve("nginx.conf"));
        assertThatThrownBy(() -> copies.keepFolder(next.toString()))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("link.conf is no file; put the file itself there");
    }
}
