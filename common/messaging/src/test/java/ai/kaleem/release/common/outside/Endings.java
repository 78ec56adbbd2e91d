package ai.kaleem.release.common.outside;

import java.util.List;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.context.Lifecycle;

/** Clears away what a dead process leaves behind; in a package of its own, where no crash point is woven in. */
public final class Endings {

    private Endings() {}

    public static void of(List<CachingConnectionFactory> connections, List<? extends Lifecycle> running) {
        connections.forEach(CachingConnectionFactory::destroy);
        running.forEach(Lifecycle::stop);
    }
}
