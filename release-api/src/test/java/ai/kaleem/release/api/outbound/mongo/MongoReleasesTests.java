package ai.kaleem.release.api.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.api.release.ReleasesContract;
import ai.kaleem.release.common.messaging.Outgoing;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The contract, and what the documents promise beyond it: nothing unsent is lost or sent for ever. */
class MongoReleasesTests implements ReleasesContract {

    private final MongoDatabase database = Store.database();
    private final Clock clock = Clock.systemUTC();
    private final MongoOutbox outbox = new MongoOutbox(database, clock);
    private final MongoReleases releases = Store.releases(database, outbox, clock);

    @Override
    public Releases releases() {
        return releases;
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofMinutes(1));
    }

    @Test
    void theMessagesOfAChangeAreStoredWithItInOrder() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        releases.add(release);
        ReleasesContract.cancel(release);
        releases.save(release);

        var owners = MongoOutbox.ownersOf(release.id());
        assertThat(outbox.unsent(owners.get(0))).extracting(Outgoing::type).containsExactly("gates.requested.v1");
        assertThat(outbox.unsent(owners.get(1)))
                .extracting(Outgoing::type)
                .containsExactly("release.requested.v1", "release.checks-started.v1", "release.cancelled.v1");
    }

    @Test
    void whatWasSentIsForgottenAndAChangeDoesNotBringItBack() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        releases.add(release);
        var story = MongoOutbox.ownersOf(release.id()).get(1);
        var sent = outbox.unsent(story).stream().map(Outgoing::id).toList();
        outbox.sent(story, sent);
        outbox.sent(story, sent);
        ReleasesContract.cancel(release);
        assertThat(releases.save(release)).isTrue();

        assertThat(outbox.unsent(story)).extracting(Outgoing::type).containsExactly("release.cancelled.v1");
    }

    @Test
    void theSweepFindsWhatThisProcessDidNotSend() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        releases.add(release);
        assertThat(outbox.ownersWithUnsent(clock.instant().minusSeconds(60), 100))
                .isEmpty();
        assertThat(outbox.ownersWithUnsent(soon(), 100))
                .containsExactlyInAnyOrderElementsOf(MongoOutbox.ownersOf(release.id()));
        assertThat(outbox.ownersWithUnsent(soon(), 1)).hasSize(1);

        MongoOutbox.ownersOf(release.id())
                .forEach(it -> outbox.sent(
                        it, outbox.unsent(it).stream().map(Outgoing::id).toList()));
        assertThat(outbox.ownersWithUnsent(soon(), 100)).isEmpty();
    }

    @Test
    void anotherLifeFindsWhatAFormerOneLeft() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        var open = new Open(
                "kaleem", "production", release.deployments().getFirst().id(), release.id());
        releases.open(open);
        releases.add(release);

        assertThat(new MongoOutbox(database, clock).ownersWithUnsent(soon(), 100))
                .containsExactlyInAnyOrderElementsOf(MongoOutbox.ownersOf(release.id()));
    }

    @Test
    void whatIsTooYoungForTheFirstLookOfALifeIsFoundByTheNext() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        releases.open(new Open(
                "kaleem", "production", release.deployments().getFirst().id(), release.id()));
        releases.add(release);
        var nextLife = new MongoOutbox(database, clock);

        assertThat(nextLife.ownersWithUnsent(clock.instant().minusSeconds(60), 100))
                .isEmpty();
        assertThat(nextLife.ownersWithUnsent(soon(), 100)).hasSize(2);
    }

    @Test
    void aDeploymentStaysOpenWhileSomethingOfItIsUnsent() {
        var release = ReleasesContract.release("kaleem", "1.4.0");
        var open = new Open(
                "kaleem", "production", release.deployments().getFirst().id(), release.id());
        releases.open(open);
        releases.add(release);
        releases.close(open);
        assertThat(releases.open()).containsExactly(open);

        MongoOutbox.ownersOf(release.id())
                .forEach(it -> outbox.sent(
                        it, outbox.unsent(it).stream().map(Outgoing::id).toList()));
        releases.close(open);
        assertThat(releases.open()).isEmpty();
    }
}
