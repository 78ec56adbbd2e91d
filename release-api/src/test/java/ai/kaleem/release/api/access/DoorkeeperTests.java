package ai.kaleem.release.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorkeeperTests {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Pepper PEPPER = new Pepper("a-pepper-of-the-tests-with-32-letters");
    private static final Caller ADMIN = Caller.of("salma", "token:admin,release:read,release:create:staging");

    private final Remembered store = new Remembered();

    @Test
    void letsInWhomATokenWasGivenTo() {
        var issued = issue("release:read", "release:create:staging");

        assertThat(at(AT).admit(issued.token())).isEqualTo(Caller.of("ci", "release:read,release:create:staging"));
    }

    @Test
    void letsInWhomTheFileOfTheOperatorNames() {
        var file = new Tokens(List.of(new Tokens.Issued(TokenHash.of("krl_file"), new Caller("operator"))));

        assertThat(new Doorkeeper(file, store, null, clock(AT)).admit("krl_file"))
                .isEqualTo(new Caller("operator"));
    }

    @Test
    void keepsNothingThatATokenCouldBeMadeFrom() {
        var issued = issue("release:read");

        assertThat(store.find(issued.stored().id()).orElseThrow().mac()).matches("[0-9a-f]{64}");
        assertThat("%s %s".formatted(issued, store.all())).doesNotContain(issued.token());
        assertThat(issued.stored().mac())
                .isNotEqualTo(issue("release:read").stored().mac());
    }

    @Test
    void refusesOneOfAnotherSecretOrAnotherPepper() {
        var issued = issue("release:read");
        var other = TokenText.next(new SecureRandom()).text();

        refuses(at(AT), other, "is not one of ours");
        refuses(at(AT), issued.token().substring(1), "is not one of ours");
        var peppered = new Doorkeeper(
                new Tokens(List.of()), store, new Pepper("another-pepper-of-more-than-32-letters"), clock(AT));
        refuses(peppered, issued.token(), "is not one of ours");
        refuses(new Doorkeeper(new Tokens(List.of()), store, null, clock(AT)), issued.token(), "is not one of ours");
    }

    @Test
    void refusesOneThatIsOver() {
        var issued = issue("release:read");
        var day91 = AT.plus(Duration.ofDays(90));

        refuses(at(day91), issued.token(), "expired at 2026-05-30T10:00:00Z; ask for another");
        assertThat(at(day91.minusMillis(1)).admit(issued.token()).name()).isEqualTo("ci");
        new RevokeToken(store, clock(AT.plusSeconds(5))).revoke(issued.stored().id(), ADMIN);
        refuses(at(AT), issued.token(), "was revoked at 2026-03-01T10:00:05Z by salma; ask for another");
    }

    @Test
    void notesOnceAMinuteThatItIsUsed() {
        var issued = issue("release:read");
        var doorkeeper = at(AT);
        doorkeeper.admit(issued.token());
        doorkeeper.admit(issued.token());

        assertThat(store.uses).containsExactly(AT);
        assertThat(store.find(issued.stored().id()).orElseThrow().lastUsedAt()).isEqualTo(AT);
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        assertThatThrownBy(() -> issue("release:create:production"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("lacks the scope release:create:production");
        assertThatThrownBy(() -> issue("release:create:*"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("lacks the scope release:create:*");
        assertThat(store.all()).isEmpty();
    }

    @Test
    void givesNoneOutWithoutAPepper() {
        var wanted = new WantedToken("ci", List.of(Scope.parse("release:read")), AT.plusSeconds(60));

        assertThatThrownBy(() -> new IssueToken(store, null, clock(AT)).issue(wanted, ADMIN))
                .isInstanceOf(NoPepper.class)
                .hasMessageContaining("KALEEM_API_PEPPER_FILE");
    }

    @Test
    void saysWhereThereIsNoneToRevoke() {
        assertThatThrownBy(() -> new RevokeToken(store, clock(AT)).revoke("nobody", ADMIN))
                .isInstanceOf(TokenUnknown.class)
                .hasMessageContaining("GET /api/v1/tokens");
    }

    private static void refuses(Doorkeeper doorkeeper, String token, String why) {
        assertThatThrownBy(() -> doorkeeper.admit(token))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining(why);
    }

    private IssueToken.Issued issue(String... scopes) {
        var granted = List.of(scopes).stream().map(Scope::parse).toList();
        return new IssueToken(store, PEPPER, clock(AT))
                .issue(new WantedToken("ci", granted, AT.plus(Duration.ofDays(90))), ADMIN);
    }

    private Doorkeeper at(Instant now) {
        return new Doorkeeper(new Tokens(List.of()), store, PEPPER, clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    /** Kept in memory. */
    private static final class Remembered implements TokenStore {

        private final Map<String, StoredToken> tokens = new HashMap<>();
        private final List<Instant> uses = new ArrayList<>();

        @Override
        public void add(StoredToken token) {
            tokens.put(token.id(), token);
        }

        @Override
        public Optional<StoredToken> find(String id) {
            return Optional.ofNullable(tokens.get(id));
        }

        @Override
        public List<StoredToken> all() {
            return List.copyOf(tokens.values());
        }

        @Override
        public void revoke(String id, Instant at, String by) {
            tokens.computeIfPresent(id, (none, it) -> changed(it, it.lastUsedAt(), at, by));
        }

        @Override
        public void used(String id, Instant at) {
            uses.add(at);
            tokens.computeIfPresent(id, (none, it) -> changed(it, at, it.revokedAt(), it.revokedBy()));
        }

        private static StoredToken changed(
                StoredToken it, @Nullable Instant used, @Nullable Instant revoked, @Nullable String by) {
            return new StoredToken(
                    it.id(),
                    it.mac(),
                    it.name(),
                    it.scopes(),
                    it.createdAt(),
                    it.createdBy(),
                    it.expiresAt(),
                    used,
                    revoked,
                    by);
        }
    }
}
