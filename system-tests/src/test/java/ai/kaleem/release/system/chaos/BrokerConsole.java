package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.world.Installation;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The broker with the rights of release-api, for who tampers with it. */
final class BrokerConsole {

    private static final Duration RETRY = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ConnectionFactory broker = new ConnectionFactory();

    /** What is done there; it may be done again where the broker died in the middle. */
    interface Work<T> {
        T on(Channel channel) throws IOException, TimeoutException, InterruptedException;
    }

    BrokerConsole(Installation installation) {
        broker.setHost("127.0.0.1");
        broker.setPort(installation.broker().port());
        broker.setUsername("release-api");
        broker.setPassword(installation.secret("rabbitmq.release-api"));
        broker.setAutomaticRecoveryEnabled(false);
        broker.setConnectionTimeout(5000);
        broker.setChannelRpcTimeout(10_000);
    }

    /**
     * Again until it is done: the broker is one of what is killed.
     *
     * @throws IllegalStateException where it is not for minutes
     */
    <T> T done(Work<T> work) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (var connection = broker.newConnection();
                    var channel = connection.createChannel()) {
                return work.on(channel);
            } catch (IOException | TimeoutException | RuntimeException e) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("The broker did not do it within " + PATIENCE, e);
                }
                LockSupport.parkNanos(RETRY.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
