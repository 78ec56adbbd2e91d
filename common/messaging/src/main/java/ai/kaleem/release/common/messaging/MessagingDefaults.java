package ai.kaleem.release.common.messaging;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The broker settings that every service shares; any of them can be set otherwise. {@code RABBITMQ_URL} names the broker. */
public final class MessagingDefaults implements EnvironmentPostProcessor {

    private static final String LEVEL = "logging.level.";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var defaults = new HashMap<String, Object>(Map.of(
                "spring.rabbitmq.publisher-confirm-type", "correlated",
                "spring.rabbitmq.publisher-returns", "true",
                "spring.rabbitmq.dynamic", "false",
                "spring.rabbitmq.connection-timeout", "5s",
                "spring.rabbitmq.requested-heartbeat", "10s",
                "spring.rabbitmq.channel-rpc-timeout", "10s",
                // All that RabbitMQ 4 lets through by default: a larger one breaks the connection, again and again,
                // where one that
                // can be received is parked.
                "spring.rabbitmq.max-inbound-message-body-size", "17MB",
                "spring.rabbitmq.cache.channel.size", "32"));
        // Readiness says in words what is wrong with the broker, and stays 200: what is asked meanwhile is stored.
        defaults.put("management.endpoint.health.group.readiness.include", "readinessState,broker");
        defaults.put("management.endpoint.health.status.order", "DOWN,OUT_OF_SERVICE,WAITING,UP,UNKNOWN");
        // BrokerWatch and QueueWatch say it once; these would say it at every attempt, with a stack.
        defaults.put(LEVEL + "org.springframework.amqp.rabbit.listener", "ERROR");
        defaults.put(LEVEL + "org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer", "OFF");
        defaults.put(LEVEL + "org.springframework.amqp.rabbit.connection.CachingConnectionFactory", "WARN");
        defaults.put(LEVEL + "com.rabbitmq.client.impl.ForgivingExceptionHandler", "ERROR");
        defaults.put(LEVEL + "org.springframework.boot.amqp.health", "ERROR");
        var url = environment.getProperty("RABBITMQ_URL");
        if (url != null && !url.isBlank()) {
            defaults.put("spring.rabbitmq.addresses", url);
        }
        environment.getPropertySources().addLast(new MapPropertySource("messaging defaults", defaults));
    }
}
