package ai.kaleem.release.api.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Scope;
import ai.kaleem.release.api.access.StoredToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MongoTokensTests {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final MongoTokens tokens = new MongoTokens(Store.database());

    @Test
    void keepsATokenAsItWasGivenOut() {
        var first = token("first", AT);
        var second = token("second", AT.plusSeconds(1));
        tokens.add(first);
        tokens.add(second);

        assertThat(tokens.find("first")).hasValue(first);
        assertThat(tokens.find("third")).isEmpty();
        assertThat(tokens.all()).containsExactly(second, first);
    }

    @Test
    void keepsTheFirstRevocationAndTheLastUse() {
        tokens.add(token("first", AT));
        tokens.used("first", AT.plusSeconds(120));
        tokens.used("first", AT.plusSeconds(60));
        tokens.revoke("first", AT.plusSeconds(200), "salma");
        tokens.revoke("first", AT.plusSeconds(300), "omar");

        var found = tokens.find("first").orElseThrow();
        assertThat(found.lastUsedAt()).isEqualTo(AT.plusSeconds(120));
        assertThat(found.revokedAt()).isEqualTo(AT.plusSeconds(200));
        assertThat(found.revokedBy()).isEqualTo("salma");
        assertThat(found.state(AT)).isEqualTo(StoredToken.State.REVOKED);
    }

    private static StoredToken token(String id, Instant at) {
        return new StoredToken(
                id,
                "0f".repeat(32),
                "ci",
                List.of(Scope.parse("release:read"), Scope.parse("release:create:staging")),
                at,
                "operator",
                at.plus(Duration.ofDays(90)),
                null,
                null,
                null);
    }
}
