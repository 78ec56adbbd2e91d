package ai.kaleem.release.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every memory of missed backups promises. */
public interface MissedBackupsContract {

    Instant DUE = Instant.parse("2026-03-01T03:00:00.123456789Z");

    /** Empty. */
    MissedBackups missed();

    @Test
    default void theLastThatWasToldIsRemembered() {
        var missed = missed();
        assertThat(missed.isTold("shop", "production", "redis", DUE)).isFalse();

        missed.told("shop", "production", "redis", DUE);
        missed.told("shop", "production", "redis", DUE);

        assertThat(missed.isTold("shop", "production", "redis", DUE)).isTrue();
        assertThat(missed.isTold("shop", "production", "redis", DUE.plusSeconds(86_400)))
                .isFalse();
    }

    @Test
    default void eachDatastoreOfEachEnvironmentIsItsOwn() {
        var missed = missed();
        missed.told("shop", "production", "redis", DUE);

        assertThat(missed.isTold("shop", "production", "mongo", DUE)).isFalse();
        assertThat(missed.isTold("shop", "staging", "redis", DUE)).isFalse();
        assertThat(missed.isTold("cafe", "production", "redis", DUE)).isFalse();
    }
}
