package ai.kaleem.release.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param internalTokenFile holds the token by which the services of one installation know each other */
@ConfigurationProperties("kaleem")
record InternalProperties(@Nullable Path internalTokenFile) {

    /** @throws Unusable where there is none, with what to do */
    String token() {
        if (internalTokenFile == null) {
            throw new Unusable(
                    "kaleem.internal-token-file is not set: name the file that holds the installation's internal token");
        }
        try {
            var token = Files.readString(internalTokenFile).strip();
            if (token.isEmpty()) {
                throw new Unusable("%s (kaleem.internal-token-file) is empty".formatted(internalTokenFile));
            }
            return token;
        } catch (IOException e) {
            throw new Unusable("%s (kaleem.internal-token-file) cannot be read: %s".formatted(internalTokenFile, e), e);
        }
    }
}
