package ai.kaleem.release.api.outbound.files;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.WebhookSecrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFolderTests {

    @Test
    void hasTheSecretOfEachAppAndSaysNoneOfThem(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kaleem"), "sixteen-letters-and-more\n");
        Files.writeString(folder.resolve("short"), "guessed");
        Files.createDirectory(folder.resolve("folder"));
        var secrets = new SecretFolder(folder).all();

        assertThat(secrets).containsExactly(new Secret("kaleem", "sixteen-letters-and-more"));
        assertThat(secrets.toString()).doesNotContain("sixteen");
    }

    @Test
    void hasNoneWhereThereIsNoFolder(@TempDir Path folder) {
        assertThat(new SecretFolder(null).all()).isEmpty();
        assertThat(new SecretFolder(folder.resolve("absent")).all()).isEmpty();
    }
}
