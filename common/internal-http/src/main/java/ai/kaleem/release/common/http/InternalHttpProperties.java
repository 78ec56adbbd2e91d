package ai.kaleem.release.common.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param internalTokenFile holds the token by which the services of one installation know each other */
@ConfigurationProperties("kaleem")
record InternalHttpProperties(@Nullable Path internalTokenFile) {

    /** @throws NoInternalToken where there is none, with what to do */
    String token() {
        if (internalTokenFile == null || internalTokenFile.toString().isBlank()) {
            throw new NoInternalToken(
                    "kaleem.internal-token-file is not set: name the file that holds the installation's internal token");
        }
        try {
            var token = Files.readString(internalTokenFile).strip();
            if (token.isEmpty()) {
                throw new NoInternalToken("%s (kaleem.internal-token-file) is empty".formatted(internalTokenFile));
            }
            return token;
        } catch (IOException e) {
            throw new NoInternalToken(
                    "%s (kaleem.internal-token-file) cannot be read: %s".formatted(internalTokenFile, e), e);
        }
    }
}
