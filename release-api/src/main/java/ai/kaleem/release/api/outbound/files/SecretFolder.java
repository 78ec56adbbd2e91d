package ai.kaleem.release.api.outbound.files;

import ai.kaleem.release.api.access.WebhookSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file for each app, of the app's name, which holds the secret alone. */
public final class SecretFolder implements WebhookSecrets {

    private static final Logger log = LoggerFactory.getLogger(SecretFolder.class);

    /** Shorter ones can be guessed. */
    private static final int LEAST = 16;

    private final @Nullable Path folder;

    /** @param folder null where no webhook is heard */
    public SecretFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Secret> all() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(SecretFolder::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s of webhook secrets cannot be read".formatted(folder), e);
        }
    }

    private static Stream<Secret> read(Path file) {
        try {
            var secret = Files.readString(file).strip();
            if (secret.length() >= LEAST) {
                return Stream.of(new Secret(file.getFileName().toString(), secret));
            }
            log.warn("The webhook secret in {} has less than {} characters and counts for nothing", file, LEAST);
        } catch (IOException e) {
            log.warn("The webhook secret in {} cannot be read: {}", file, e.toString());
        }
        return Stream.empty();
    }
}
