package ai.kaleem.release.common.mongo;

import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a failure, or what caused it, says that MongoDB is away or changing its primary: the same may work later. */
public final class StoreAway implements Predicate<Throwable> {

    @Override
    public boolean test(Throwable failure) {
        for (@Nullable Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof MongoSocketException
                    || it instanceof MongoTimeoutException
                    || it instanceof MongoNotPrimaryException
                    || it instanceof MongoNodeIsRecoveringException
                    || it instanceof MongoInterruptedException
                    || (it instanceof MongoException mongo && mongo.hasErrorLabel("RetryableWriteError"))
                    || isClosed(it)) {
                return true;
            }
        }
        return false;
    }

    /** At shutdown the pool is closed while the last deliveries come in. */
    private static boolean isClosed(Throwable failure) {
        return failure instanceof MongoClientException
                || (failure instanceof IllegalStateException && "state should be: open".equals(failure.getMessage()));
    }
}
