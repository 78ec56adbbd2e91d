package ai.kaleem.release.system.chaos;

import com.github.f4b6a3.ulid.UlidCreator;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Hears what the agent is asked for, and asks it again as a release-api would that was restored from an old backup. */
final class PastRequests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EXCHANGE = "release.requests";
    private static final String QUEUE = "release.past-requests.v1";
    private static final int CONFIRMED_WITHIN = 10_000;
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final BrokerConsole broker;
    private final String key;
    /** The first of each shop, as it was sent. */
    private final Map<String, ObjectNode> first = new HashMap<>();

    private final Map<String, Long> epochs = new HashMap<>();

    PastRequests(BrokerConsole broker, String agent) {
        this.broker = broker;
        this.key = "agent." + agent;
        broker.done(channel -> {
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            return channel.queueBind(QUEUE, EXCHANGE, key);
        });
    }

    /**
     * Asks again for the first deployment of a shop, as another one of the same epoch, when the agent was asked for one of a
     * higher epoch before it in the same queue.
     *
     * @return the id of that other deployment, of which release-api knows nothing
     * @throws IllegalStateException where nothing newer was asked for in minutes
     */
    synchronized String repeat(String app) {
        var past = awaitPast(app);
        var deployment = UlidCreator.getMonotonicUlid().toString();
        var id = UlidCreator.getMonotonicUlid().toString();
        var now = Instant.now();
        past.put("id", id).put("subject", deployment).put("time", now.toString());
        past.withObject("/data")
                .put("releaseId", UlidCreator.getMonotonicUlid().toString())
                .put("deploymentId", deployment)
                .put("notAfter", now.plus(PATIENCE).toString());
        var properties = new BasicProperties.Builder()
                .contentType("application/cloudevents+json")
                .messageId(id)
                .deliveryMode(2)
                .build();
        broker.done(channel -> {
            channel.confirmSelect();
            channel.basicPublish(EXCHANGE, key, properties, JSON.writeValueAsBytes(past));
            channel.waitForConfirmsOrDie(CONFIRMED_WITHIN);
            return id;
        });
        return deployment;
    }

    private ObjectNode awaitPast(String app) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            broker.done(this::hear);
            var past = past(app);
            if (past.isPresent()) {
                return past.get();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IllegalStateException("%s has no past after %s".formatted(app, PATIENCE));
    }

    private Optional<ObjectNode> past(String app) {
        return Optional.ofNullable(first.get(app))
                .filter(it -> it.path("data").path("epoch").asLong() < epochs.getOrDefault(app, 0L))
                .map(ObjectNode::deepCopy);
    }

    private Channel hear(Channel channel) throws IOException {
        for (var it = channel.basicGet(QUEUE, false); it != null; it = channel.basicGet(QUEUE, false)) {
            if (JSON.readTree(it.getBody()) instanceof ObjectNode request
                    && request.path("type").asString("").equals("deployment.requested.v1")) {
                var app = request.path("data").path("app").asString();
                first.putIfAbsent(app, request);
                epochs.merge(app, request.path("data").path("epoch").asLong(), Math::max);
            }
            channel.basicAck(it.getEnvelope().getDeliveryTag(), false);
        }
        return channel;
    }
}
