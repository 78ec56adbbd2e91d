package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a service gets by having this module on its class path, over a real RabbitMQ. */
class ServiceTests {

    private final RealBroker broker = new RealBroker();

    @Test
    void carriesTheTraceFromTheSpanThatSealedToTheInbox() throws InterruptedException {
        new TopologyDeclarer(broker.connections).declareAll();
        broker.purge(Topology.GATES_QUEUE);
        try (var service = start()) {
            var tracer = service.getBean(Tracer.class);
            var sealed = Observation.createNotStarted("a use case", service.getBean(ObservationRegistry.class))
                    .observe(() -> new Sealed(
                            traceId(tracer), service.getBean(Envelopes.class).seal(Messages.report(null))));
            service.getBean(Publisher.class)
                    .publish(Objects.requireNonNull(sealed).message());

            var seen = service.getBean(Seen.class).traceIds().poll(10, TimeUnit.SECONDS);

            assertThat(seen).isEqualTo(sealed.traceId()).isNotBlank();
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysOnceWhichQueueIsMissing(CapturedOutput output) {
        broker.template.execute(channel -> channel.queueDelete(Topology.GATES_QUEUE));
        try (var service = start()) {
            await().until(() -> output.getAll().contains("Queue gates.requests.v1 is not there yet"));

            new TopologyDeclarer(broker.connections).declareAll();
            service.getBean(Publisher.class)
                    .publish(service.getBean(Envelopes.class).seal(Messages.report(null)));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.getBean(Seen.class).traceIds().peek() != null);
            assertThat(output.getAll()).containsOnlyOnce("is not there yet").doesNotContain("missing queues exception");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysOnceAndWithoutAStackThatAnExchangeIsMissing(CapturedOutput output) {
        try (var service = start()) {
            var publisher = service.getBean(Publisher.class);
            var early = new Outgoing("01EARLY", "tests.not-made-yet", "agent.beat.vps-1", "a-type", "vps-1", "{}");

            assertThatThrownBy(() -> publisher.publish(early)).isInstanceOf(NotPublished.class);
            assertThatThrownBy(() -> publisher.publish(early)).isInstanceOf(NotPublished.class);

            await().until(() -> output.getAll().contains("RabbitMQ closed a channel"));
        }
        assertThat(output.getAll())
                .containsOnlyOnce("RabbitMQ closed a channel: NOT_FOUND - no exchange 'tests.not-made-yet'")
                .doesNotContain("ERROR", "\tat ");
    }

    @Test
    void namesTheServiceAsTheSource() {
        try (var service = start()) {
            var sealed = service.getBean(Envelopes.class).seal(Messages.report(null));

            assertThat(sealed.body()).contains("\"source\":\"a-service\"");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void startsWithoutABrokerAndSaysWhereItLooks(CapturedOutput output) {
        try (var service = new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .run("--spring.application.name=a-service", "--spring.rabbitmq.addresses=amqp://127.0.0.1:1")) {
            assertThat(service.isRunning()).isTrue();
            await().until(() -> output.getAll().contains("RabbitMQ at 127.0.0.1:1 cannot be reached"));
        }
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.application.name=a-service",
                        "--spring.rabbitmq.addresses=amqp://guest:guest@127.0.0.1:" + broker.connections.getPort());
    }

    private static String traceId(Tracer tracer) {
        return Objects.requireNonNull(tracer.currentSpan()).context().traceId();
    }

    record Sealed(String traceId, Outgoing message) {}

    record Seen(BlockingQueue<String> traceIds) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {

        @Bean
        static Seen seen() {
            return new Seen(new LinkedBlockingQueue<>());
        }

        @Bean
        static MessageListenerContainer gates(Inboxes inboxes, Tracer tracer, Seen seen) {
            return inboxes.listen(
                    Topology.GATES_QUEUE, message -> seen.traceIds().add(traceId(tracer)));
        }
    }
}
