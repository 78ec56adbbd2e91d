package ai.kaleem.release.api;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.TokenHash;
import ai.kaleem.release.api.access.Tokens;
import ai.kaleem.release.api.access.Tokens.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in. One of the two is needed.
 *
 * @param tokenHash of the API's token: {@code sha256:} and 64 hex digits; the token itself is kept nowhere
 * @param tokenHashFile a file that holds it; or one line for each person, with the name before the hash, and after it the
 *     scopes, separated by commas; without any it is for everything
 * @param tokenName what stories call whoever has the token of no name
 */
@ConfigurationProperties("kaleem.api")
record AccessSettings(
        @Nullable String tokenHash,
        @Nullable Path tokenHashFile,
        @DefaultValue("operator") String tokenName) {

    /** @throws NoToken where there is none, or it cannot be read */
    Tokens tokens() {
        if (tokenHash != null && !tokenHash.isBlank()) {
            return new Tokens(List.of(issued(tokenHash.strip(), "kaleem.api.token-hash")));
        }
        if (tokenHashFile == null) {
            throw new NoToken("Neither kaleem.api.token-hash nor kaleem.api.token-hash-file is set");
        }
        try (var lines = Files.lines(tokenHashFile)) {
            var issued = lines.map(String::strip)
                    .filter(it -> !it.isEmpty() && !it.startsWith("#"))
                    .map(it -> issued(it, "the file %s".formatted(tokenHashFile)))
                    .toList();
            if (issued.isEmpty()) {
                throw new NoToken("the file %s holds no hash".formatted(tokenHashFile));
            }
            return new Tokens(issued);
        } catch (IOException | UncheckedIOException e) {
            throw new NoToken("kaleem.api.token-hash-file %s cannot be read: %s".formatted(tokenHashFile, e));
        }
    }

    /** @param line a hash, with a name before it, and scopes after it, or without */
    private Issued issued(String line, String where) {
        var words = List.of(line.split("\\s+"));
        var named = words.size() > 1 && !words.getFirst().startsWith(TokenHash.PREFIX);
        var name = named ? words.getFirst() : tokenName;
        var rest = words.subList(named ? 1 : 0, words.size());
        try {
            return new Issued(
                    new TokenHash(rest.getFirst()),
                    rest.size() == 1
                            ? new Caller(name)
                            : Caller.of(name, String.join("", rest.subList(1, rest.size()))));
        } catch (IllegalArgumentException e) {
            throw new NoToken("%s holds a line of no use. %s".formatted(where, e.getMessage()));
        }
    }
}
