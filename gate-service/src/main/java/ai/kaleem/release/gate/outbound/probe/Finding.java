package ai.kaleem.release.gate.outbound.probe;

import org.jspecify.annotations.Nullable;

/** What the product answered at one attempt. */
sealed interface Finding {

    /** In one line. */
    String words();

    /** A finding that is bad where there is a fault. */
    static Finding of(@Nullable String fault, String otherwise) {
        return fault == null ? new Good(otherwise) : new Bad(fault);
    }

    record Good(String words) implements Finding {}

    /** @param detail what is shown when nothing better came; empty for nothing */
    record Bad(String words, String detail) implements Finding {

        Bad(String words) {
            this(words, "");
        }
    }
}
