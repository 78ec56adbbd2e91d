package ai.kaleem.release.system.chaos;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A way in which a release can be meant, and how it should end when no fault explains another end. */
enum Kind {
    GOOD(9, List.of("1.1.0", "1.6.0"), "SUCCEEDED"),
    FAILS_ITS_TESTS(2, List.of("1.3.0"), "REJECTED"),
    NEVER_HEALTHY(1, List.of("1.4.0"), "FAILED"),
    SHOWS_NO_PRICE(2, List.of("1.2.0"), "ROLLED_BACK"),
    SPOILS_THE_DATA(2, List.of("1.5.0"), "ROLLED_BACK"),
    CALLED_OFF(2, List.of("1.1.0"), "CANCELLED", "SUCCEEDED"),
    TAKEN_BACK(2, List.of(), "SUCCEEDED"),
    RESTORED(1, List.of(), "SUCCEEDED");

    private final int weight;
    private final List<String> madeOf;
    private final List<String> ends;

    Kind(int weight, List<String> madeOf, String... ends) {
        this.weight = weight;
        this.madeOf = madeOf;
        this.ends = List.of(ends);
    }

    static Kind any(RandomGenerator random) {
        var all = Stream.of(values()).mapToInt(it -> it.weight).sum();
        var drawn = random.nextInt(all);
        for (var kind : values()) {
            drawn -= kind.weight;
            if (drawn < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights");
    }

    /** The version of the sample it is built from. */
    String madeOf(RandomGenerator random) {
        return madeOf.isEmpty() ? "" : madeOf.get(random.nextInt(madeOf.size()));
    }

    /** There may be nothing to go back to yet, or no turn that is free. */
    boolean mayBeRefused() {
        return madeOf.isEmpty();
    }

    List<String> ends() {
        return ends;
    }
}
