package ai.kaleem.release.notifier;

import ai.kaleem.release.notifier.delivery.DeliveryPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the notifier delivers.
 *
 * @param patience how long one attempt may take
 * @param attemptLostAfter longer than {@code patience}; so long after a crash in an attempt the next one may come
 * @param sweepEvery how often the ledger is searched for what a crash left behind
 */
@ConfigurationProperties("kaleem.notifier")
record NotifierProperties(
        @DefaultValue("10s") Duration patience,
        @DefaultValue("15s") Duration attemptLostAfter,
        @DefaultValue("10s") Duration sweepEvery,
        @DefaultValue("1s") Duration firstPause,
        @DefaultValue("10m") Duration longestPause,
        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("24h") Duration disabledFor,
        @DefaultValue("90d") Duration keep)
        implements DeliveryPolicy {

    NotifierProperties {
        if (attemptLostAfter.compareTo(patience) <= 0) {
            throw new IllegalArgumentException(
                    "kaleem.notifier.attempt-lost-after (%s) must be longer than kaleem.notifier.patience (%s), or an attempt that is still under way is made twice"
                            .formatted(attemptLostAfter, patience));
        }
    }
}
