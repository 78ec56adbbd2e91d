package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Told;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names what one event is to one channel, so the same event heard twice is the same delivery. It sorts by release, then by
 * the order of its events, and holds only letters, digits and dashes: it is the {@code webhook-id}, in which
 * <a href="https://www.standardwebhooks.com">Standard Webhooks</a> forbids a dot.
 */
public record DeliveryId(String value) implements Comparable<DeliveryId> {

    static DeliveryId of(Told told, String channel) {
        return new DeliveryId("%s%06d-%s".formatted(prefix(told.releaseId()), told.number(), slug(channel)));
    }

    /** What the ids of all deliveries of a release begin with. */
    public static String prefix(ReleaseId release) {
        return release.value() + "-";
    }

    private static String slug(String channel) {
        return channel.matches("[A-Za-z0-9_-]{1,40}") ? channel : "x" + digest(channel);
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public int compareTo(DeliveryId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
