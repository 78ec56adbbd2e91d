package ai.kaleem.release.common.mongo;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, once an outage, which MongoDB cannot be reached and where it was looked for, and when it is there again. */
final class StoreWatch implements ClusterListener {

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final AtomicBoolean missed = new AtomicBoolean();

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        ClusterDescription now = event.getNewDescription();
        if (now.hasWritableServer()) {
            if (missed.getAndSet(false)) {
                log.info("MongoDB at {} is there", addresses(now));
            }
        } else if (failed(now) && !missed.getAndSet(true)) {
            log.warn(
                    "MongoDB at {} cannot be reached ({}). Waiting for it; MONGODB_URI says where to look",
                    addresses(now),
                    why(now));
        }
    }

    private static boolean failed(ClusterDescription cluster) {
        return cluster.getSrvResolutionException() != null
                || cluster.getServerDescriptions().stream().anyMatch(it -> it.getException() != null);
    }

    private static String addresses(ClusterDescription cluster) {
        return cluster.getServerDescriptions().stream()
                .map(it -> it.getAddress().toString())
                .collect(Collectors.joining(", "));
    }

    private static String why(ClusterDescription cluster) {
        Set<String> reasons = new LinkedHashSet<>();
        if (cluster.getSrvResolutionException() != null) {
            reasons.add(deepest(cluster.getSrvResolutionException()));
        }
        for (ServerDescription server : cluster.getServerDescriptions()) {
            if (server.getException() != null) {
                reasons.add(deepest(server.getException()));
            }
        }
        return String.join(", ", reasons);
    }

    /** The driver wraps what the socket said. */
    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
