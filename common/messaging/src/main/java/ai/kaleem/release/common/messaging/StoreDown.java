package ai.kaleem.release.common.messaging;

import java.util.function.Predicate;

/** Whether a failure says that the store is away, which is no fault of the message: its consumer waits and parks nothing. */
@FunctionalInterface
public interface StoreDown extends Predicate<Throwable> {

    StoreDown NEVER = failure -> false;
}
