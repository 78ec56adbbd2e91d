package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.RabbitMq;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.gate.gate.Outcome;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker. */
class RabbitQuestionTests {

    private final String queue = "orders-" + UUID.randomUUID();

    @TempDir
    Path secrets;

    private Asker asker;

    @BeforeEach
    void open() throws Exception {
        asker = new Asker(secrets).secret("uri", Broker.shared().url() + "\n");
        var factory = new ConnectionFactory();
        factory.setUri(Broker.shared().url());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare(queue, true, false, false, null);
            for (int i = 0; i < 3; i++) {
                channel.basicPublish("", queue, null, new byte[] {1});
            }
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    @Test
    void passesWhereTheQueueIsThereWithinItsLimit() throws Exception {
        assertThat(asker.ask(rabbit(List.of(), null)).summary()).startsWith("connected at attempt 1");
        assertThat(asker.ask(rabbit(List.of(queue), 3)).summary())
                .startsWith("connected, %s has 3 messages at attempt 1".formatted(queue));
    }

    @Test
    void failsAboveTheLimit() throws Exception {
        assertThat(asker.ask(rabbit(List.of(queue), 2)))
                .isEqualTo(new Outcome.Failed("queue %s has 3 messages, limit 2 at 1 of 1 attempts".formatted(queue)));
    }

    @Test
    void failsWithoutTheQueueAndDeclaresNone() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(asker.ask(rabbit(List.of(queue, "none-" + queue), null)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            it -> assertThat(it.summary())
                                    .startsWith("queue none-%s: NOT_FOUND - no queue".formatted(queue)));
        }
    }

    @Test
    void failsWhereTheBrokerRefusesOrIsAway() throws Exception {
        var address = Broker.shared().url().replaceFirst("^amqp://[^@]*@", "");
        asker.secret("uri", "amqp://stranger:strange-word@" + address);
        assertThat(asker.ask(rabbit(List.of(), null)))
                .isEqualTo(new Outcome.Failed("the broker refuses the user of uriFile 'uri' at 1 of 1 attempts"));

        asker.secret("uri", Broker.shared().url() + "/no-such-host");
        assertThat(asker.ask(rabbit(List.of(), null)).summary()).startsWith("the broker refuses: NOT_ALLOWED");

        asker.secret("uri", "amqp://shop:shop-word@127.0.0.1:1");
        assertThat(asker.ask(rabbit(List.of(), null)))
                .isEqualTo(new Outcome.Failed("no connection at 1 of 1 attempts"));
        assertThat(asker.log()).doesNotContain("strange-word", "shop-word");
    }

    @Test
    void anAddressThatIsNoneIsOurs() throws Exception {
        asker.secret("uri", "http://shop:shop-word@broker");
        assertThat(asker.ask(rabbit(List.of(), null)))
                .isEqualTo(new Outcome.Unknown(
                        "uriFile 'uri' holds no address; write amqp://user:password@host:5672/vhost"));

        asker.secret("uri", "amqp://shop:shop-word@host.invalid");
        assertThat(asker.ask(rabbit(List.of(), null)))
                .isEqualTo(new Outcome.Unknown(
                        "uriFile 'uri' names the host host.invalid, which gate-service's host does not know"));
    }

    private static RabbitMq rabbit(List<String> queues, Integer backlog) {
        return new RabbitMq("uri", queues, backlog, Asker.ONCE);
    }
}
