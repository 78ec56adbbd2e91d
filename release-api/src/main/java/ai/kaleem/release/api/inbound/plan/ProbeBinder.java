package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes questions to the running product of gates that fit the schema. */
final class ProbeBinder {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    private static final Map<String, Kind> KINDS = Map.of(
            "latency", new Kind(ProbeBinder::latency, Duration.ofMinutes(2)),
            "tcp", new Kind(ProbeBinder::tcp, TIMEOUT),
            "tls", new Kind(ProbeBinder::tls, TIMEOUT),
            "redis", new Kind(ProbeBinder::redis, TIMEOUT),
            "rabbitmq", new Kind(ProbeBinder::rabbitMq, TIMEOUT),
            "mongodb", new Kind(ProbeBinder::mongoDb, TIMEOUT),
            "qdrant", new Kind(ProbeBinder::qdrant, TIMEOUT),
            "frontend", new Kind(ProbeBinder::frontend, Duration.ofMinutes(1)),
            "tenants", new Kind(ProbeBinder::tenants, TIMEOUT),
            "webhook", new Kind(ProbeBinder::webhook, Duration.ofMinutes(1)));

    /** @param timeout of an attempt where the plan says none */
    private record Kind(Function<Value, Probe> bind, Duration timeout) {}

    private ProbeBinder() {}

    static Probe bind(Value gate) {
        return kind(gate)
                .map(it -> it.getValue().bind().apply(gate.field(it.getKey())))
                .orElseThrow(() -> new IllegalArgumentException("%s asks nothing".formatted(gate.path())));
    }

    /** Of one attempt, where the plan says none. */
    static Duration timeout(Value gate) {
        return kind(gate).map(it -> it.getValue().timeout()).orElse(TIMEOUT);
    }

    private static Optional<Map.Entry<String, Kind>> kind(Value gate) {
        return KINDS.entrySet().stream().filter(it -> gate.has(it.getKey())).findFirst();
    }

    static Http http(Value it) {
        var attempts = attempts(it, ATTEMPTS);
        return new Http(
                url(it),
                it.field("status").integer(200),
                it.field("body").stringOrNull(),
                attempts.most(),
                attempts.every(),
                it.field("headers").variables(),
                values(it.field("json")),
                it.field("certificateDays").integerOrNull(),
                it.field("tokenFile").stringOrNull(),
                it.field("headersFile").stringOrNull(),
                it.field("caFile").stringOrNull());
    }

    /** Asked once by default: a limit that is measured again until it is kept would be none. */
    private static Probe latency(Value it) {
        var p50 = limit(it.field("p50"));
        var p95 = limit(it.field("p95"));
        var p99 = limit(it.field("p99"));
        var hasNone = p50 == null && p95 == null && p99 == null;
        return new Probe.Latency(
                call(it),
                it.field("samples").integer(50),
                it.field("warmUp").integer(5),
                it.field("pace").duration(Duration.ofMillis(20)),
                it.field("failures").integer(0),
                p50,
                hasNone ? Duration.ofMillis(300) : p95,
                p99,
                attempts(it, 1));
    }

    private static Probe tcp(Value it) {
        return new Probe.Tcp(it.field("host").string(), it.field("port").integer(0), attempts(it, ATTEMPTS));
    }

    private static Probe tls(Value it) {
        return new Probe.Tls(
                it.field("host").string(),
                it.field("port").integer(443),
                it.field("certificateDays").integer(14),
                it.field("caFile").stringOrNull(),
                attempts(it, ATTEMPTS));
    }

    private static Probe redis(Value it) {
        return new Probe.Redis(
                it.field("host").string(),
                it.field("port").integer(6379),
                it.field("user").stringOrNull(),
                it.field("passwordFile").stringOrNull(),
                it.field("cluster").truth(false),
                attempts(it, ATTEMPTS));
    }

    private static Probe rabbitMq(Value it) {
        return new Probe.RabbitMq(
                it.field("uriFile").string(),
                it.field("queues").strings(),
                it.field("backlog").integerOrNull(),
                attempts(it, ATTEMPTS));
    }

    private static Probe mongoDb(Value it) {
        return new Probe.MongoDb(
                it.field("uriFile").string(),
                it.field("database").stringOrNull(),
                it.field("replicaSet").truth(false),
                it.field("collections").strings(),
                attempts(it, ATTEMPTS));
    }

    private static Probe qdrant(Value it) {
        return new Probe.Qdrant(
                it.field("url").string(),
                it.field("apiKeyFile").stringOrNull(),
                it.field("collections").strings(),
                attempts(it, ATTEMPTS));
    }

    private static Probe frontend(Value it) {
        return new Probe.Frontend(call(it), attempts(it, ATTEMPTS));
    }

    private static Probe tenants(Value it) {
        return new Probe.Tenants(call(it.field("first")), call(it.field("second")), attempts(it, ATTEMPTS));
    }

    /** Each attempt sends an event, so there is one unless the plan wants more. */
    private static Probe webhook(Value it) {
        var event = it.field("event").node();
        return new Probe.Webhook(
                call(it),
                event.isObject() ? event.toString() : event.stringValue(),
                it.field("secretFile").stringOrNull(),
                it.field("signature").string("X-Hub-Signature-256"),
                call(it.field("shows")),
                it.field("shows").field("body").string(),
                attempts(it, 1));
    }

    private static Call call(Value it) {
        return new Call(
                url(it),
                it.field("tokenFile").stringOrNull(),
                it.field("headersFile").stringOrNull(),
                it.field("caFile").stringOrNull());
    }

    private static String url(Value it) {
        return it.field("path").string(it.field("url").string(""));
    }

    private static Attempts attempts(Value it, int otherwise) {
        return new Attempts(
                it.field("attempts").integer(otherwise), it.field("every").duration(EVERY));
    }

    private static @Nullable Duration limit(Value it) {
        return it.isThere() ? it.positive(Duration.ZERO) : null;
    }

    /** Strings, numbers and booleans, as the wire keeps them. */
    private static Map<String, Object> values(Value it) {
        var values = new TreeMap<String, Object>();
        it.node().properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
        return values;
    }

    private static Object value(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.canConvertToInt() ? (Object) node.intValue() : (Object) node.doubleValue();
        }
        return node.stringValue();
    }
}
