package ai.kaleem.release.gate.outbound.mongo;

import ai.kaleem.release.common.contract.GateBuilder;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.gate.gate.GateRun;
import ai.kaleem.release.gate.gate.ProcessMark;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How a run looks in MongoDB. Names that a plan gives are values and never keys, which may hold no dots. */
final class RunDocuments {

    static final String RUNS = "runs";
    static final String ID = "_id";
    static final String VERSION = "version";
    static final String VERDICT = "verdict";
    static final String CLAIMED_BY = "claimedBy";
    static final String CLAIMED_UNTIL = "claimedUntil";
    static final String OUTBOX = "outbox";
    static final String UNSENT_SINCE = "unsentSince";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RunDocuments() {}

    static MongoCollection<Document> collection(MongoDatabase database) {
        return database.getCollection(RUNS);
    }

    /** What a change may have changed; all but the id, the version, the claim and the outbox. */
    static Document write(GateRun run) {
        return new Document("request", MAPPER.writeValueAsString(run.request()))
                .append("traceparent", run.traceparent())
                .append("revision", run.revision())
                .append("at", Date.from(run.at()))
                .append("begunAt", date(run.begunAt()))
                .append(VERDICT, run.verdict().name())
                .append("commit", run.commit())
                .append(
                        "images",
                        run.images().entrySet().stream()
                                .map(it -> new Document("service", it.getKey()).append("image", it.getValue()))
                                .toList())
                .append("changes", run.changes())
                .append("gates", run.gates().stream().map(RunDocuments::write).toList())
                .append(
                        "processes",
                        run.processes().entrySet().stream()
                                .map(it -> new Document("gate", it.getKey())
                                        .append("mark", it.getValue().mark())
                                        .append("pid", it.getValue().pid())
                                        .append(
                                                "startedAt",
                                                Date.from(it.getValue().startedAt())))
                                .toList())
                .append("reason", run.reason());
    }

    /** @throws Broken which names the field */
    static GateRun read(Document document) {
        return new GateRun(
                field("request", () -> MAPPER.readValue(document.getString("request"), GatesRequested.class)),
                field("traceparent", () -> document.getString("traceparent")),
                field("revision", () -> Objects.requireNonNull(document.getLong("revision"))),
                field("at", () -> document.getDate("at").toInstant()),
                field("begunAt", () -> instant(document, "begunAt")),
                field(VERDICT, () -> Verdict.valueOf(document.getString(VERDICT))),
                field("commit", () -> document.getString("commit")),
                field("images", () -> images(document)),
                field("changes", () -> List.copyOf(document.getList("changes", String.class))),
                field(
                        "gates",
                        () -> document.getList("gates", Document.class).stream()
                                .map(RunDocuments::gate)
                                .toList()),
                field(
                        "processes",
                        () -> document.getList("processes", Document.class).stream()
                                .collect(Collectors.toMap(it -> it.getString("gate"), RunDocuments::process))),
                field("reason", () -> document.getString("reason")));
    }

    @SuppressWarnings("NullAway") // a field that may be null is read as null
    private static <T extends @Nullable Object> T field(String name, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw new Broken("field '%s': %s".formatted(name, why(e)));
        }
    }

    private static String why(RuntimeException failure) {
        var message = failure instanceof JacksonException json ? json.getOriginalMessage() : failure.getMessage();
        return failure instanceof NullPointerException ? "is missing" : String.valueOf(message);
    }

    /** The message says which field, and why. */
    static final class Broken extends RuntimeException {
        Broken(String fault) {
            super(fault);
        }

        String fault() {
            return String.valueOf(getMessage());
        }
    }

    /** @throws Broken which names the field */
    static long version(Document document) {
        return field(VERSION, () -> Objects.requireNonNull(document.getLong(VERSION)));
    }

    static Document write(Outgoing message) {
        return new Document("id", message.id())
                .append("exchange", message.exchange())
                .append("routingKey", message.routingKey())
                .append("type", message.type())
                .append("subject", message.subject())
                .append("body", message.body());
    }

    /** @throws Broken which names the field */
    static List<Outgoing> outbox(Document document) {
        return field(
                OUTBOX,
                () -> document.getList(OUTBOX, Document.class, List.of()).stream()
                        .map(it -> new Outgoing(
                                text(it, "id"),
                                text(it, "exchange"),
                                text(it, "routingKey"),
                                text(it, "type"),
                                text(it, "subject"),
                                text(it, "body")))
                        .toList());
    }

    private static String text(Document document, String name) {
        var text = document.getString(name);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("has no '%s'".formatted(name));
        }
        return text;
    }

    private static Document write(Gate gate) {
        var result = gate.result();
        var severity = gate.severity();
        return new Document("name", gate.name())
                .append("status", gate.status().name())
                .append("result", result == null ? null : result.name())
                .append("attempt", gate.attempt())
                .append("startedAt", date(gate.startedAt()))
                .append("finishedAt", date(gate.finishedAt()))
                .append("summary", gate.summary())
                .append("evidence", gate.evidence())
                .append("severity", severity == null ? null : severity.name())
                .append("failedBefore", gate.failedBefore());
    }

    private static Gate gate(Document document) {
        var result = document.getString("result");
        var severity = document.getString("severity");
        return GateBuilder.builder()
                .name(document.getString("name"))
                .status(Status.valueOf(document.getString("status")))
                .result(result == null ? null : Result.valueOf(result))
                .attempt(document.getInteger("attempt"))
                .startedAt(instant(document, "startedAt"))
                .finishedAt(instant(document, "finishedAt"))
                .summary(document.getString("summary"))
                .evidence(document.getString("evidence"))
                .severity(severity == null ? null : Severity.valueOf(severity))
                .failedBefore(document.getInteger("failedBefore"))
                .build();
    }

    private static Map<String, String> images(Document document) {
        return document.getList("images", Document.class).stream()
                .collect(Collectors.toMap(it -> it.getString("service"), it -> it.getString("image")));
    }

    private static ProcessMark process(Document document) {
        return new ProcessMark(
                document.getString("mark"),
                document.getLong("pid"),
                document.getDate("startedAt").toInstant());
    }

    private static @Nullable Date date(@Nullable Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    private static @Nullable Instant instant(Document document, String name) {
        var date = document.getDate(name);
        return date == null ? null : date.toInstant();
    }
}
