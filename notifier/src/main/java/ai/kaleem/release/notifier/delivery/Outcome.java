package ai.kaleem.release.notifier.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt. {@code detail} says it in words and holds no secret. */
public sealed interface Outcome {

    String detail();

    /** The receiver has it. */
    record Delivered(String detail) implements Outcome {}

    /** It may work later. @param after the pause the receiver asked for; null where it asked for none */
    record Later(String detail, @Nullable Duration after) implements Outcome {}

    /** It may have arrived or not. It is sent again, under the same id. */
    record Unanswered(String detail) implements Outcome {}

    /** The same, since we are stopped: whoever comes next may send it at once. */
    record Stopped(String detail) implements Outcome {}

    /** It will never work with this message. */
    record Refused(String detail) implements Outcome {}

    /** The receiver wants to hear nothing more here. */
    record Gone(String detail) implements Outcome {}
}
