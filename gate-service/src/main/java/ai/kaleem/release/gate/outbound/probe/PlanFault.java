package ai.kaleem.release.gate.outbound.probe;

import java.util.Objects;

/** The plan asks for what cannot be; asking again does not help. */
final class PlanFault extends RuntimeException {

    PlanFault(String words) {
        super(words);
    }

    String words() {
        return Objects.requireNonNull(getMessage());
    }
}
