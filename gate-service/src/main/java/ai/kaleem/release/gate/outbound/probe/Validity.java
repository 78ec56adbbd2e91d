package ai.kaleem.release.gate.outbound.probe;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long a server's certificates are still good: until the first one of its chain ends. */
record Validity(String subject, Instant end) {

    static Validity of(Certificate[] chain) {
        return Stream.of(chain)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .map(it -> new Validity(
                        it.getSubjectX500Principal().getName(), it.getNotAfter().toInstant()))
                .min(Comparator.comparing(Validity::end))
                .orElseThrow(() -> new IllegalArgumentException("A chain has a certificate"));
    }

    /** Whole days that are left. */
    long days() {
        return Duration.between(Instant.now(), end).toDays();
    }

    /** Why it is not enough; null where it is. */
    @Nullable String fault(int wanted) {
        return days() < wanted
                ? "the certificate of %s ends on %s, in %d days, not %d or more"
                        .formatted(subject, end.atZone(ZoneOffset.UTC).toLocalDate(), days(), wanted)
                : null;
    }
}
