package ai.kaleem.release.gate.outbound.probe;

import java.util.Objects;

/** We could not ask, so that nobody knows how the product is. */
final class OurFault extends RuntimeException {

    OurFault(String words) {
        super(words);
    }

    String words() {
        return Objects.requireNonNull(getMessage());
    }
}
