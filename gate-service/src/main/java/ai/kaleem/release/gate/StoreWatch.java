package ai.kaleem.release.gate;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the store ready as soon as it is there; says, once, that it is not, and where it was looked for. */
final class StoreWatch implements BooleanSupplier {

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final Runnable prepare;
    private final String where;
    private boolean missed;

    StoreWatch(Runnable prepare, ConnectionString address) {
        this.prepare = prepare;
        // The hosts alone: the rest may hold a password.
        this.where = String.join(",", address.getHosts());
    }

    @Override
    public boolean getAsBoolean() {
        try {
            prepare.run();
            if (missed) {
                log.info("MongoDB at {} is there", where);
            }
            return true;
        } catch (MongoException e) {
            if (!missed) {
                missed = true;
                log.warn(
                        "MongoDB at {} cannot be used ({}). Waiting for it; requests stay in their queue. "
                                + "MONGODB_URI says where to look",
                        where,
                        e.getMessage());
            }
            return false;
        }
    }
}
