package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.api.inbound.messages.FactInbox;
import ai.kaleem.release.api.release.BreakTurn;
import ai.kaleem.release.api.release.ChangeRelease;
import ai.kaleem.release.api.release.HearFact;
import ai.kaleem.release.api.release.NewRelease;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.Plans;
import ai.kaleem.release.api.release.ReleaseFilter;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.Sweep;
import ai.kaleem.release.api.release.TakeTurn;
import ai.kaleem.release.api.release.TestPatience;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Fact.GatesProgressed;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What cannot be read is named, never guessed and never dropped; everything else goes on. */
class UnreadableDocumentsTests {

    private final MongoDatabase database = Store.database();
    private final MongoCollection<Document> documents = database.getCollection("releases");
    private final Clock clock = Clock.systemUTC();
    private final MongoOutbox outbox = new MongoOutbox(database, clock);
    private final MongoReleases releases = Store.releases(database, outbox, clock);
    private final MongoEnvironments environments = new MongoEnvironments(database, clock);
    private final MongoAgents agents = new MongoAgents(database);
    private final ChangeRelease changes = new ChangeRelease(releases, it -> {});
    private final TestPatience patience = new TestPatience();
    private final TakeTurn turns =
            new TakeTurn(releases, environments, changes, Store.holds(database, clock), patience, clock);
    private final Sweep sweep = new Sweep(releases, environments, agents, changes, turns, patience, clock);

    private Placed request(String version) {
        return new RequestRelease(releases, environments, changes, turns, patience, it -> "link", clock)
                .request(new NewRelease(ReleaseId.next(), Plans.bare(version), ReleaseType.REGULAR, false, "ci", null));
    }

    /** As a newer version would have written it. */
    private void writtenByANewerVersion(Placed placed) {
        var id = placed.releaseId().value();
        var body = documents.find(eq("_id", id)).first().getString("body");
        documents.updateOne(
                eq("_id", id), Updates.set("body", body.replace("release.requested.v1", "release.dreamt.v9")));
    }

    private DeploymentState state(Placed placed) {
        return releases.get(placed.releaseId())
                .deployment(placed.deploymentId())
                .orElseThrow()
                .state();
    }

    @Test
    void namesTheDocumentAndTheField() {
        var release = request("1.4.0");
        writtenByANewerVersion(release);

        assertThatThrownBy(() -> releases.get(release.releaseId()))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessageContaining("releases/" + release.releaseId())
                .hasMessageContaining("body.story[0].event")
                .hasMessageContaining("no type 'release.dreamt.v9' is known");
        documents.updateOne(eq("_id", release.releaseId().value()), Updates.set("body", "{\"origin\": "));
        assertThatThrownBy(() -> releases.get(release.releaseId())).isInstanceOf(UnreadableDocument.class);
    }

    @Test
    void aListShowsTheOthersAndNamesIt() {
        var first = request("1.4.0");
        var broken = request("1.5.0");
        var last = request("1.6.0");
        writtenByANewerVersion(broken);
        var page = releases.list(new ReleaseFilter("kaleem", null, null, null, 2));

        assertThat(page.items()).extracting("id").containsExactly(last.releaseId());
        assertThat(page.unreadable()).containsExactly(broken.releaseId().value());
        assertThat(releases.list(new ReleaseFilter("kaleem", null, null, page.next(), 2))
                        .items())
                .extracting("id")
                .containsExactly(first.releaseId());
    }

    @Test
    void whoWaitsBehindItGetsTheTurn() {
        var holder = request("1.4.0");
        var broken = request("1.5.0");
        var behind = request("1.6.0");
        writtenByANewerVersion(broken);
        new BreakTurn(releases, environments, changes, turns, clock)
                .breakTurn("kaleem", "production", holder.deploymentId(), "salma", "gone");

        assertThat(state(behind)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aPersonFreesTheTurnThatItHolds() {
        var broken = request("1.4.0");
        var behind = request("1.5.0");
        writtenByANewerVersion(broken);
        sweep.sweep();
        assertThat(state(behind)).isEqualTo(DeploymentState.WAITING);
        new BreakTurn(releases, environments, changes, turns, clock)
                .breakTurn("kaleem", "production", broken.deploymentId(), "salma", "it cannot be read");

        assertThat(state(behind)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void howeverManyThereAreTheSweepGoesOn() {
        for (var version : List.of("1.1.0", "1.2.0", "1.3.0", "1.4.0")) {
            writtenByANewerVersion(request(version));
        }
        var behind = request("1.5.0");
        assertThat(state(behind)).isEqualTo(DeploymentState.WAITING);
        for (var it : environments.held()) {
            environments.giveBack(it.app(), it.name(), it.holder().deploymentId());
        }
        sweep.sweep();

        assertThat(state(behind)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aFactOfItIsParkedAtOnce() {
        var broken = request("1.4.0");
        writtenByANewerVersion(broken);
        var report = new GateReport(
                broken.releaseId(),
                broken.deploymentId(),
                GatePhase.BEFORE,
                1,
                Instant.now(),
                Verdict.RUNNING,
                null,
                Map.of(),
                List.of(),
                List.of(),
                null);
        var inbox = new FactInbox(new HearFact(changes, turns, patience, clock), agents, clock);
        var fact = new GatesProgressed(report);

        assertThatThrownBy(() -> inbox.receive(new Received(
                        "1",
                        "gate-service",
                        fact.type(),
                        fact.subject(),
                        Instant.now(),
                        null,
                        "gate.progressed",
                        fact)))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("releases/" + broken.releaseId());
    }

    @Test
    void whatIsUnsentBehindItWaitsAndOtherReleasesAreSent() {
        var broken = request("1.4.0");
        var other = request("1.5.0");
        var story = MongoOutbox.ownersOf(broken.releaseId()).get(1);
        var whole = outbox.unsent(story);
        documents.updateOne(eq("_id", broken.releaseId().value()), Updates.set("story.1.type", "release.dreamt.v9"));

        assertThat(outbox.unsent(story)).isEqualTo(whole.subList(0, 1));
        documents.updateOne(
                eq("_id", broken.releaseId().value()),
                Updates.combine(
                        Updates.set("story.1.type", whole.get(1).type()), Updates.set("story.2.body", "{\"id")));
        assertThat(outbox.unsent(story)).isEqualTo(whole.subList(0, 2));
        documents.updateOne(eq("_id", broken.releaseId().value()), Updates.unset("story.0.exchange"));
        assertThat(outbox.unsent(story)).isEmpty();

        assertThat(outbox.unsent(MongoOutbox.ownersOf(broken.releaseId()).get(0)))
                .extracting(Outgoing::type)
                .containsExactly("deployment.requested.v1");
        assertThat(outbox.unsent(MongoOutbox.ownersOf(other.releaseId()).get(1)))
                .isNotEmpty();
        assertThat(outbox.ownersWithUnsent(Instant.now().plusSeconds(60), 100)).contains(story);
    }

    @Test
    void otherEnvironmentsAgentsAndDeploymentsAreStillThere() {
        request("1.4.0");
        database.getCollection("environments")
                .insertOne(new Document("_id", "shop/x").append("holder", new Document()));
        database.getCollection("open").insertOne(new Document("_id", "shop/x/1").append("app", "shop"));
        database.getCollection("agents").insertOne(new Document("_id", "vps-7").append("beat", "{"));

        assertThat(environments.held()).hasSize(1);
        assertThatThrownBy(() -> environments.find("shop", "x")).hasMessageContaining("environments/shop/x");
        assertThat(releases.open()).hasSize(1);
        assertThat(agents.find("vps-7")).isEmpty();
    }
}
