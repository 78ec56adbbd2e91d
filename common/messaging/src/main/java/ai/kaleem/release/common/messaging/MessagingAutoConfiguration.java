package ai.kaleem.release.common.messaging;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives a service its envelopes, publisher, consumers and, where it keeps an outbox, the relay. */
@AutoConfiguration(after = RabbitAutoConfiguration.class)
class MessagingAutoConfiguration {

    private static final Duration CONFIRM_PATIENCE = Duration.ofSeconds(5);

    @Bean
    @ConditionalOnMissingBean
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    static Envelopes envelopes(
            @Value("${spring.application.name}") String source,
            Clock clock,
            ObjectProvider<Tracer> tracer,
            ObjectProvider<Propagator> propagator) {
        var openSpans = tracer.getIfAvailable();
        var format = propagator.getIfAvailable();
        var traces = openSpans == null || format == null ? Traces.NONE : Traces.of(openSpans, format);
        return new Envelopes(source, clock, traces);
    }

    @Bean
    static BrokerWatch brokerWatch(ConnectionFactory connections) {
        var watch = new BrokerWatch(connections);
        connections.addConnectionListener(watch);
        if (connections instanceof AbstractConnectionFactory factory) {
            factory.setCloseExceptionLogger(new ClosedChannels());
        }
        return watch;
    }

    /** A template of its own: publishing uses another connection than consuming, which the broker may block. */
    @Bean
    static Publisher publisher(ConnectionFactory connections, BrokerWatch watch) {
        var template = new RabbitTemplate(connections);
        template.setUsePublisherConnection(true);
        template.setMandatory(true);
        return new Publisher(template, CONFIRM_PATIENCE, watch::blocked);
    }

    @Bean
    static QueueWatch queueWatch() {
        return new QueueWatch();
    }

    @Bean
    static Inboxes inboxes(
            ConnectionFactory connections,
            Envelopes envelopes,
            ObjectProvider<StoreDown> storeDown,
            ObjectProvider<ObservationRegistry> observations) {
        return new Inboxes(
                connections,
                envelopes,
                storeDown.getIfAvailable(() -> StoreDown.NEVER),
                observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    @Bean
    @ConditionalOnBean(OutboxStore.class)
    static OutboxRelay outboxRelay(OutboxStore store, Publisher publisher, ObjectProvider<Lease> lease, Clock clock) {
        return new OutboxRelay(store, publisher, lease.getIfAvailable(() -> Lease.ALWAYS), clock);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        static HealthIndicator brokerHealthIndicator(BrokerWatch watch, ObjectProvider<OutboxRelay> relay) {
            return new BrokerHealth(
                    watch, () -> Optional.ofNullable(relay.getIfAvailable()).flatMap(OutboxRelay::stuck));
        }
    }
}
