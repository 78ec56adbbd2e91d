package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.RabbitMq;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A connection, and queues that are looked at without being declared. */
final class RabbitQuestion implements Question {

    /** Of each answer, as the client does not end with an interruption. */
    private static final int ANSWER_MILLIS = 10_000;

    private static final int FAREWELL_MILLIS = 1_000;

    private final RabbitMq rabbit;

    RabbitQuestion(RabbitMq rabbit) {
        this.rabbit = rabbit;
    }

    @Override
    public String words() {
        return "AMQP with uriFile '%s'".formatted(rabbit.uriFile());
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException {
        var factory = factory(attempt);
        try {
            var connection = factory.newConnection("kaleem-release-gate");
            try {
                return look(connection);
            } finally {
                connection.abort(FAREWELL_MILLIS);
            }
        } catch (AuthenticationFailureException e) {
            return new Finding.Bad("the broker refuses the user of uriFile '%s'".formatted(rabbit.uriFile()));
        } catch (TimeoutException e) {
            return new Finding.Bad("the broker does not answer in time");
        } catch (IOException e) {
            var refusal = refusal(e);
            if (refusal != null) {
                return new Finding.Bad("the broker refuses: %s".formatted(refusal));
            }
            throw e;
        }
    }

    private Finding look(Connection connection) throws IOException, TimeoutException {
        var found = new ArrayList<String>();
        for (var queue : rabbit.queues()) {
            try {
                var channel = connection.createChannel();
                var ready = channel.queueDeclarePassive(queue).getMessageCount();
                var most = rabbit.backlog();
                if (most != null && ready > most) {
                    return new Finding.Bad("queue %s has %d messages, limit %d".formatted(queue, ready, most));
                }
                found.add("%s has %d messages".formatted(queue, ready));
            } catch (IOException e) {
                var refusal = refusal(e);
                if (refusal == null) {
                    throw e;
                }
                return new Finding.Bad("queue %s: %s".formatted(queue, refusal));
            }
        }
        return new Finding.Good(found.isEmpty() ? "connected" : "connected, %s".formatted(String.join(", ", found)));
    }

    private ConnectionFactory factory(Attempt attempt) {
        var secrets = attempt.secrets();
        var factory = new ConnectionFactory();
        try {
            factory.setUri(secrets.text("uriFile", rabbit.uriFile()));
            secrets.keep(factory.getPassword());
            if (factory.isSSL()) {
                // By itself the client believes every certificate.
                factory.useSslProtocol(Trust.of(null, secrets));
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new OurFault("uriFile '%s' holds no address; write amqp://user:password@host:5672/vhost"
                    .formatted(rabbit.uriFile()));
        }
        Dial.mustKnow(factory.getHost(), rabbit.uriFile());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout((int) attempt.connect().toMillis());
        factory.setHandshakeTimeout(ANSWER_MILLIS);
        factory.setChannelRpcTimeout(ANSWER_MILLIS);
        return factory;
    }

    /** What the broker said when it closed a channel or the connection; null where it said nothing. */
    private static @Nullable String refusal(IOException failure) {
        return failure.getCause() instanceof ShutdownSignalException signal
                ? switch (signal.getReason()) {
                    case AMQP.Channel.Close it -> it.getReplyText();
                    case AMQP.Connection.Close it -> it.getReplyText();
                    case null, default -> null;
                }
                : null;
    }
}
