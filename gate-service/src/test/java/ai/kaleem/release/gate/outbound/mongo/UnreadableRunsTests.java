package ai.kaleem.release.gate.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.gate.Runs;
import ai.kaleem.release.gate.gate.RunsContract;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Documents that somebody damaged, or that a newer version wrote: named and left alone, beside others that go on. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadableRunsTests {

    private final UnreadableDocuments unreadable = new UnreadableDocuments();
    private EmbeddedMongo mongo;
    private MongoClient client;
    private MongoCollection<Document> documents;
    private RunOutbox outbox;
    private MongoRuns runs;
    private RunId broken;
    private RunId whole;

    @BeforeEach
    void twoRuns() {
        mongo = EmbeddedMongo.inMemory();
        client = MongoClients.create(mongo.connectionString());
        var database = client.getDatabase("gates");
        documents = database.getCollection("runs");
        var envelopes = new Envelopes("gate-service", Clock.systemUTC(), Traces.NONE);
        outbox = new RunOutbox(database, envelopes, unreadable, Clock.systemUTC());
        runs = new MongoRuns(database, envelopes, outbox, unreadable, it -> {}, "one");
        broken = added();
        whole = added();
    }

    @AfterEach
    void close() {
        client.close();
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"request", "revision", "at", "verdict", "images", "gates", "processes", "version"})
    void namesTheDocumentAndTheFieldOnceAndGoesOnWithAllOthers(String field, CapturedOutput output) {
        damage(broken, field.equals("verdict") ? set(field, "QUARANTINED") : unset(field));

        for (var i = 0; i < 2; i++) {
            assertThatExceptionOfType(Runs.Unreadable.class)
                    .isThrownBy(() -> runs.find(broken))
                    .withMessageStartingWith(
                            "Document '%s' of collection 'runs' cannot be read: field '%s': ", broken, field);
        }

        assertThat(output.getAll()).containsOnlyOnce("field '%s'".formatted(field));
        assertThat(unreadable.count()).isEqualTo(1);
        assertThat(runs.find(whole)).isPresent();
        assertThat(runs.unfinished(Instant.now())).contains(whole);
    }

    @Test
    void saysWhatANewerVersionWroteThatThisOneDoesNotKnow() {
        damage(broken, set("request", "{\"type\":\"gates.requested.v9\"}"));

        assertThatExceptionOfType(Runs.Unreadable.class)
                .isThrownBy(() -> runs.change(broken, it -> it))
                .withMessageContaining("gates.requested.v9");
    }

    @Test
    void takesItUpAgainOnceItIsMended() {
        var request = documents.find(eq("_id", broken.toString())).first().getString("request");
        damage(broken, set("request", "{"));
        assertThatExceptionOfType(Runs.Unreadable.class).isThrownBy(() -> runs.find(broken));

        damage(broken, set("request", request));

        assertThat(runs.find(broken)).isPresent();
        assertThat(unreadable.count()).isZero();
    }

    @Test
    void looksPastADocumentWhoseIdIsNone(CapturedOutput output) {
        documents.insertOne(new Document("_id", "0-not-a-run").append("verdict", "RUNNING"));

        assertThat(runs.unfinished(Instant.now())).containsExactlyInAnyOrder(broken, whole);
        assertThat(output.getAll()).contains("Document '0-not-a-run'", "field '_id'");
    }

    @Test
    void sendsNothingThatItWouldHaveToGuess(CapturedOutput output) {
        var strange = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"gate.pondered.v1\","
                + "\"subject\":\"s\",\"time\":\"2026-03-01T10:00:00Z\",\"data\":{}}";
        damage(broken, set("outbox.0.body", strange));

        assertThat(outbox.unsent(broken.toString())).isEmpty();
        assertThat(outbox.unsent(whole.toString())).hasSize(1);
        assertThat(output.getAll())
                .contains("Document '%s'".formatted(broken), "field 'outbox.body'", "gate.pondered.v1");
        assertThat(documents.find(eq("_id", broken.toString())).first().getList("outbox", Document.class))
                .as("left as it is")
                .hasSize(1);
    }

    @Test
    void givesThePlacesOfWhatCannotBeSentToWhatCan() {
        damage(broken, unset("outbox.0.routingKey"));
        outbox.unsent(broken.toString());
        var afterwards = new RunOutbox(
                client.getDatabase("gates"),
                new Envelopes("gate-service", Clock.systemUTC(), Traces.NONE),
                unreadable,
                Clock.systemUTC());

        assertThat(afterwards.ownersWithUnsent(Instant.now().plusSeconds(60), 1))
                .isEqualTo(List.of(whole.toString()));
    }

    private RunId added() {
        var run = RunsContract.aRun();
        runs.add(run);
        return run.id();
    }

    private void damage(RunId id, Bson how) {
        documents.updateOne(eq("_id", id.toString()), how);
    }
}
