package ai.kaleem.release.gate.outbound.probe;

import java.io.IOException;
import java.time.Duration;

/** One kind of question to the product, made for one gate; it may be asked several times. */
interface Question {

    /** What is asked where, for the log: {@code GET http://127.0.0.1:3000/api/health}. */
    String words();

    /** What is said where it took longer than an attempt may. */
    default String late(Duration timeout) {
        return "no whole answer within %d ms".formatted(timeout.toMillis());
    }

    /**
     * Asks once. Whoever asks ends it by an interruption when its time is over, so it may wait for ever.
     *
     * @throws IOException where the product gave no answer, which is its failure
     * @throws PlanFault where the plan asks for what cannot be
     * @throws OurFault where we could not ask
     */
    Finding ask(Attempt attempt) throws IOException, InterruptedException;
}
