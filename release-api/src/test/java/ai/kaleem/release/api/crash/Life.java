package ai.kaleem.release.api.crash;

import ai.kaleem.release.api.audit.AppendAudit;
import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.api.inbound.clock.Sweeper;
import ai.kaleem.release.api.inbound.messages.AuditInbox;
import ai.kaleem.release.api.inbound.messages.FactInbox;
import ai.kaleem.release.api.inbound.messages.ParkingInbox;
import ai.kaleem.release.api.outbound.broker.BrokerTopology;
import ai.kaleem.release.api.outbound.calendar.CronCalendar;
import ai.kaleem.release.api.outbound.mongo.MongoAgents;
import ai.kaleem.release.api.outbound.mongo.MongoAudit;
import ai.kaleem.release.api.outbound.mongo.MongoEnvironments;
import ai.kaleem.release.api.outbound.mongo.MongoFreezes;
import ai.kaleem.release.api.outbound.mongo.MongoKeys;
import ai.kaleem.release.api.outbound.mongo.MongoLease;
import ai.kaleem.release.api.outbound.mongo.MongoMissedBackups;
import ai.kaleem.release.api.outbound.mongo.MongoNoteEdits;
import ai.kaleem.release.api.outbound.mongo.MongoOutbox;
import ai.kaleem.release.api.outbound.mongo.MongoParkedMessages;
import ai.kaleem.release.api.outbound.mongo.MongoPendingNotes;
import ai.kaleem.release.api.outbound.mongo.MongoPlans;
import ai.kaleem.release.api.outbound.mongo.MongoPushes;
import ai.kaleem.release.api.outbound.mongo.MongoReleases;
import ai.kaleem.release.api.outbound.mongo.MongoStart;
import ai.kaleem.release.api.outbound.mongo.MongoTokens;
import ai.kaleem.release.api.outbound.mongo.ReleaseDocuments;
import ai.kaleem.release.api.parking.DiscardParked;
import ai.kaleem.release.api.parking.ReplayParked;
import ai.kaleem.release.api.plan.PutPlan;
import ai.kaleem.release.api.release.BreakTurn;
import ai.kaleem.release.api.release.CancelRelease;
import ai.kaleem.release.api.release.ChangeRelease;
import ai.kaleem.release.api.release.HearFact;
import ai.kaleem.release.api.release.HoldRelease;
import ai.kaleem.release.api.release.Holds;
import ai.kaleem.release.api.release.Patience;
import ai.kaleem.release.api.release.RequestHandling;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.RequestRollback;
import ai.kaleem.release.api.release.RetryRelease;
import ai.kaleem.release.api.release.Sweep;
import ai.kaleem.release.api.release.TakeTurn;
import ai.kaleem.release.api.release.TellMissedBackups;
import ai.kaleem.release.api.request.PlaceHandling;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.api.request.PlaceRetry;
import ai.kaleem.release.api.request.PlaceRollback;
import ai.kaleem.release.api.trigger.FollowPushes;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.Parked;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.messaging.Traces;
import com.mongodb.client.MongoDatabase;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** One life of the service, from its start to the moment at which it dies; then none of its threads reaches anybody. */
final class Life {

    /** The life that a thread belongs to: threads of a life start threads of the same life. */
    private static final InheritableThreadLocal<@Nullable Life> OF_THREAD = new InheritableThreadLocal<>();

    private final Predicate<Moment> ends;
    private volatile @Nullable Moment died;

    private final CachingConnectionFactory connections;
    private final OutboxRelay relay;
    private final Sweeper sweeper;
    private final BrokerTopology topology;
    private final MongoStart start;
    private final List<MessageListenerContainer> consumers;

    final MongoReleases releases;
    final Environments environments;
    final MongoParkedMessages parked;
    final MongoPlans plans;
    final MongoTokens tokens;
    final MongoFreezes freezes;
    final MongoAudit audit;
    final MongoPendingNotes notes;
    final MongoNoteEdits noteEdits;
    final HoldRelease holds;
    final PlaceRetry retries;
    final MongoPushes pushes;
    final FollowPushes followPushes;
    final PutPlan putPlan;
    final PlaceRelease placeRelease;
    final PlaceRollback placeRollback;
    final PlaceHandling placeHandling;
    final CancelRelease cancel;
    final BreakTurn breakTurn;
    final ReplayParked replay;
    final DiscardParked discard;
    final Agents agents;
    final TellMissedBackups missedBackups;

    /** @param ends the moments at which it dies */
    Life(MongoDatabase database, CachingConnectionFactory connections, Clock clock, Predicate<Moment> ends) {
        this.ends = ends;
        this.connections = connections;
        var envelopes = new Envelopes("release-api", clock, Traces.NONE);
        var template = new RabbitTemplate(connections);
        template.setUsePublisherConnection(true);
        template.setMandatory(true);
        var publisher = new Publisher(template, Duration.ofSeconds(5));
        var outbox = new MongoOutbox(database, clock);
        var lease = new MongoLease(database, "sweep", "the-instance", clock);
        relay = new OutboxRelay(outbox, publisher, lease, clock);
        releases = new MongoReleases(database, new ReleaseDocuments(envelopes, clock), outbox, (release, told) -> {});
        pushes = new MongoPushes(database);
        start = new MongoStart(database, List.of("embedded"), () -> {
            releases.prepare();
            pushes.prepare();
        });
        environments = new MongoEnvironments(database, clock);
        agents = new MongoAgents(database);
        parked = new MongoParkedMessages(database);
        plans = new MongoPlans(database);
        tokens = new MongoTokens(database);
        var keys = new MongoKeys(database, clock);
        topology = new BrokerTopology(
                new TopologyDeclarer(connections),
                () -> plans.all().stream()
                        .flatMap(it -> it.plan().agents().stream())
                        .toList());
        putPlan = new PutPlan(plans, topology);
        Patience patience = new Waiting();
        var changes = new ChangeRelease(releases, it -> MongoOutbox.ownersOf(it).forEach(relay::wake));
        freezes = new MongoFreezes(database);
        audit = new MongoAudit(database);
        notes = new MongoPendingNotes(database);
        noteEdits = new MongoNoteEdits(database);
        var frozen = new FrozenTimes(plans, freezes, new CronCalendar(), clock);
        var turns = new TakeTurn(releases, environments, changes, new Holds(frozen, clock), patience, clock);
        holds = new HoldRelease(releases, changes, turns, clock);
        retries = new PlaceRetry(keys, new RetryRelease(releases, environments, changes, turns, clock));
        var versions = new NextVersion(plans, releases, Life::nextVersion);
        placeRelease = new PlaceRelease(
                plans,
                keys,
                versions,
                new RequestRelease(releases, environments, changes, turns, patience, it -> "http://api/" + it, clock),
                clock);
        followPushes = new FollowPushes(plans, pushes, versions, placeRelease, clock);
        placeRollback =
                new PlaceRollback(plans, keys, new RequestRollback(releases, environments, changes, turns, clock));
        placeHandling =
                new PlaceHandling(plans, keys, new RequestHandling(releases, environments, changes, turns, clock));
        cancel = new CancelRelease(releases, changes, turns, clock);
        breakTurn = new BreakTurn(releases, environments, changes, turns, clock);
        replay = new ReplayParked(
                parked,
                (it, number) -> publisher.replay(
                        new Parked(it.messageId(), it.queue(), it.exchange(), it.routingKey(), it.reason(), it.body()),
                        number),
                () -> UUID.randomUUID().toString(),
                clock);
        discard = new DiscardParked(parked, clock);
        missedBackups = new TellMissedBackups(
                plans,
                releases,
                environments,
                new ReadBackups(agents, clock),
                new ReadEnvironment(environments, agents, patience.silence(), clock),
                new MongoMissedBackups(database),
                changes,
                clock);
        var sweep = new Sweep(releases, environments, agents, changes, turns, patience, clock);
        sweeper = new Sweeper(sweep::sweep, lease::isHeld, Duration.ofMillis(100), ObservationRegistry.NOOP);
        var inboxes = new Inboxes(connections, envelopes, StoreDown.NEVER, ObservationRegistry.NOOP);
        var facts = new HearFact(changes, turns, patience, clock);
        consumers = List.of(
                inboxes.listen(Topology.FACTS_QUEUE, new FactInbox(facts, agents, clock)),
                inboxes.listen(Topology.AUDIT_QUEUE, new AuditInbox(new AppendAudit(audit))),
                inboxes.listenToParking(new ParkingInbox(parked, clock)));
        // Its own handler ends the process.
        consumers.forEach(it -> ((SimpleMessageListenerContainer) it).setjavaLangErrorHandler(error -> {}));
    }

    void start() {
        asks(() -> {
            startAll();
            return true;
        });
    }

    /** As gate-service says it. */
    private static VersionProposal nextVersion(VersionQuestion question) {
        var version = Stream.iterate(0, it -> it + 1)
                .map("2.%d.0"::formatted)
                .filter(it -> !question.taken().contains(it))
                .findFirst()
                .orElseThrow();
        return new VersionProposal(version, null, "c0ffee".repeat(6) + "c0ff", "a feature", 0, List.of());
    }

    /** What it answers to somebody who asks. */
    <T> T asks(Supplier<T> question) {
        OF_THREAD.set(this);
        try {
            return question.get();
        } finally {
            OF_THREAD.remove();
        }
    }

    private void startAll() {
        connections.addConnectionListener(topology);
        start.start();
        topology.start();
        relay.start();
        consumers.forEach(MessageListenerContainer::start);
        sweeper.start();
    }

    /** Told by every crash point; on threads that belong to no life nothing happens. */
    static void reached(Moment moment) {
        var life = OF_THREAD.get();
        if (life != null) {
            life.reach(moment);
        }
    }

    private void reach(Moment moment) {
        if (died == null && ends.test(moment)) {
            died = moment;
        }
        var death = died;
        if (death != null) {
            throw new Died(death);
        }
    }

    boolean isDead() {
        return died != null;
    }

    /** Lets go of what a dead process would: its connections. */
    void bury() {
        died = died == null ? new Moment(false, "its end") : died;
        consumers.forEach(it -> it.stop(() -> {}));
        connections.destroy();
        var rest = Thread.ofVirtual().start(() -> {
            topology.stop();
            start.stop();
            sweeper.stop();
            relay.stop();
        });
        try {
            rest.join(TimeUnit.MILLISECONDS.toMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Waiting implements Patience {
        @Override
        public Duration begin() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration report() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration silence() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration verification() {
            return Duration.ofMinutes(60);
        }
    }
}
