package ai.kaleem.release.gate.outbound.mongo;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
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
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How a run looks in MongoDB. Names that a plan gives are values and never keys, which may hold no dots. */
final class RunDocuments {

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
        return database.getCollection("runs");
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

    static GateRun read(Document document) {
        return new GateRun(
                MAPPER.readValue(document.getString("request"), GatesRequested.class),
                document.getString("traceparent"),
                document.getLong("revision"),
                document.getDate("at").toInstant(),
                instant(document, "begunAt"),
                Verdict.valueOf(document.getString(VERDICT)),
                document.getString("commit"),
                images(document),
                document.getList("changes", String.class),
                document.getList("gates", Document.class).stream()
                        .map(RunDocuments::gate)
                        .toList(),
                document.getList("processes", Document.class).stream()
                        .collect(Collectors.toMap(it -> it.getString("gate"), RunDocuments::process)),
                document.getString("reason"));
    }

    static Document write(Outgoing message) {
        return new Document("id", message.id())
                .append("exchange", message.exchange())
                .append("routingKey", message.routingKey())
                .append("type", message.type())
                .append("subject", message.subject())
                .append("body", message.body());
    }

    static List<Outgoing> outbox(Document document) {
        return document.getList(OUTBOX, Document.class, List.of()).stream()
                .map(it -> new Outgoing(
                        it.getString("id"),
                        it.getString("exchange"),
                        it.getString("routingKey"),
                        it.getString("type"),
                        it.getString("subject"),
                        it.getString("body")))
                .toList();
    }

    private static Document write(Gate gate) {
        var result = gate.result();
        return new Document("name", gate.name())
                .append("status", gate.status().name())
                .append("result", result == null ? null : result.name())
                .append("attempt", gate.attempt())
                .append("startedAt", date(gate.startedAt()))
                .append("finishedAt", date(gate.finishedAt()))
                .append("summary", gate.summary())
                .append("evidence", gate.evidence());
    }

    private static Gate gate(Document document) {
        var result = document.getString("result");
        return new Gate(
                document.getString("name"),
                Status.valueOf(document.getString("status")),
                result == null ? null : Result.valueOf(result),
                document.getInteger("attempt"),
                instant(document, "startedAt"),
                instant(document, "finishedAt"),
                document.getString("summary"),
                document.getString("evidence"));
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
