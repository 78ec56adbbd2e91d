package ai.kaleem.release.api;

import ai.kaleem.release.api.access.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in. One of the two is needed.
 *
 * @param tokenHash of the API's token: {@code sha256:} and 64 hex digits; the token itself is kept nowhere
 * @param tokenHashFile a file that holds it
 * @param tokenName what stories call whoever has the token
 */
@ConfigurationProperties("kaleem.api")
record AccessSettings(
        @Nullable String tokenHash,
        @Nullable Path tokenHashFile,
        @DefaultValue("operator") String tokenName) {

    /** @throws NoToken where there is none, or it cannot be read */
    TokenHash hash() {
        if (tokenHash != null && !tokenHash.isBlank()) {
            return parsed(tokenHash, "kaleem.api.token-hash");
        }
        if (tokenHashFile == null) {
            throw new NoToken("Neither kaleem.api.token-hash nor kaleem.api.token-hash-file is set");
        }
        try {
            return parsed(Files.readString(tokenHashFile), "the file %s".formatted(tokenHashFile));
        } catch (IOException e) {
            throw new NoToken("kaleem.api.token-hash-file %s cannot be read: %s".formatted(tokenHashFile, e));
        }
    }

    private static TokenHash parsed(String text, String where) {
        try {
            return new TokenHash(text.strip());
        } catch (IllegalArgumentException e) {
            throw new NoToken("%s holds no hash. %s".formatted(where, e.getMessage()));
        }
    }
}
