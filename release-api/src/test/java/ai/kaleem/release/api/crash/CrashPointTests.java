package ai.kaleem.release.api.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Doorkeeper;
import ai.kaleem.release.api.access.IssueToken;
import ai.kaleem.release.api.access.Pepper;
import ai.kaleem.release.api.access.RevokeToken;
import ai.kaleem.release.api.access.Scope;
import ai.kaleem.release.api.access.StoredToken;
import ai.kaleem.release.api.access.Tokens;
import ai.kaleem.release.api.access.WantedToken;
import ai.kaleem.release.api.audit.AppendAudit;
import ai.kaleem.release.api.audit.AuditEntry;
import ai.kaleem.release.api.audit.AuditNote;
import ai.kaleem.release.api.audit.AuditTrail;
import ai.kaleem.release.api.audit.DrainNotes;
import ai.kaleem.release.api.audit.VerifyAudit;
import ai.kaleem.release.api.freeze.Freeze;
import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.notes.NoteEdits;
import ai.kaleem.release.api.notes.NotesText;
import ai.kaleem.release.api.parking.Act;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import ai.kaleem.release.api.plan.EnvironmentUnknown;
import ai.kaleem.release.api.plan.StoredPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.FollowRelease;
import ai.kaleem.release.api.release.NotNow;
import ai.kaleem.release.api.release.NotUnderWay;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.ReleaseFilter;
import ai.kaleem.release.api.release.ReleaseView.TagView;
import ai.kaleem.release.api.release.Story;
import ai.kaleem.release.api.request.Order;
import ai.kaleem.release.api.trigger.HearPush;
import ai.kaleem.release.api.trigger.RepositoryName;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseEvent.BackupMissed;
import ai.kaleem.release.common.contract.ReleaseEvent.Held;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.Topology;
import com.mongodb.MongoWriteException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service dies once before and once after each call that leaves it, at its start, in its work, and while it recovers
 * from the death before. Whoever was not answered asks again under the same key. Nothing is lost or done twice.
 */
class CrashPointTests {

    private static final Caller CI = new Caller("ci");
    private static final String PLACE = "production";
    private static final String PLAN = """
            app: lives
            repository: https://example.org/lives.git
            versioning: {tag: after}
            services: {api: {image: lives-api, port: 3000}}
            gates:
              before: [{name: lint, http: {path: /lint}}]
              after: [{name: health, http: {path: /health}}]
            environments:
              production: {agent: vps-9, publish: "127.0.0.1:3000", deploy: automatic, branch: trunk}
              staging: {agent: vps-9, publish: "127.0.0.1:3001"}
            """;

    /** Answers to somebody who reads: nothing follows from them, and who got none asks again. */
    private static final Set<String> ANSWERS = Set.of(
            "EventsController.write > OutputStream.write",
            "HttpGateLogs.send > HttpClient.send",
            "HttpProposals.send > HttpClient.send",
            "IdleWatch.copy > OutputStream.write",
            "LogsController.Typed.1.flush > HttpServletResponse.flushBuffer",
            "LogsController.Typed.1.write > ServletOutputStream.write",
            "LogsController.Typed.write > OutputStream.write",
            "ProblemWriter.write > ServletOutputStream.write",
            // Only where a process is told to end while its store is away.
            "Delivery.giveBack > Channel.basicReject");

    @TempDir
    Path folder;

    private Lives lives;

    @BeforeEach
    void start() throws Exception {
        lives = new Lives(folder);
    }

    @AfterEach
    void stop() {
        lives.close();
    }

    private Placed place(String version) {
        return place(version, PLACE);
    }

    private Placed place(String version, String environment) {
        var order = new Order("lives", environment, null, Wanted.version(version), null);
        return lives.ask(life -> life.placeRelease.place(order, CI, "key-" + version));
    }

    private static DeploymentState state(Life life, Placed placed) {
        return life.releases
                .get(placed.releaseId())
                .deployment(placed.deploymentId())
                .orElseThrow()
                .state();
    }

    private void ends(Placed placed, DeploymentState state) throws InterruptedException {
        lives.until("%s is %s".formatted(placed, state), life -> state(life, placed) == state);
    }

    @Test
    void diesOnceAtEachCallAndLosesNothing() throws Exception {
        lives.ask(life -> life.putPlan.put(new StoredPlan(
                new PlanFile(new PlanSchema()).readYaml(PLAN), PLAN, "application/yaml", lives.now(), "ci")));
        lives.ask(life -> {
            var former = life.plans.get("lives");
            life.putPlan.replace(former.tag(), former);
            return true;
        });
        var good = place("1.0.0");
        ends(good, DeploymentState.SUCCEEDED);
        var failing = place("1.1.1");
        ends(failing, DeploymentState.FAILED);
        var aborted = place("1.2.2");
        ends(aborted, DeploymentState.DEPLOYING);
        var lost = place("1.3.2");
        ends(lost, DeploymentState.WAITING);
        var back = lives.ask(life -> life.placeRollback.place(
                "lives", PLACE, "1.0.0", DataChoice.KEEP, false, "orders fail", CI, "key-back"));
        ends(aborted, DeploymentState.CANCELLED);
        ends(back, DeploymentState.SUCCEEDED);
        ends(lost, DeploymentState.DEPLOYING);
        assertThat(lives.<Story>ask(life -> follow(life, good)).entries()).isNotEmpty();
        lives.ask(life -> {
            try {
                life.breakTurn.breakTurn("lives", PLACE, lost.deploymentId(), "salma", "the server is gone");
            } catch (NotUnderWay e) {
                // Asked again after it was given up and nobody could say so.
            }
            return true;
        });
        ends(lost, DeploymentState.CANCELLED);
        var brokenOff = ReleaseId.next();
        lives.ask(life -> life.releases.reserve("lives", "1.4.2", brokenOff, lives.now()));
        lives.passes(Duration.ofSeconds(90));
        var cancelled = place("1.4.2");
        ends(cancelled, DeploymentState.DEPLOYING);
        lives.ask(life -> {
            if (!state(life, cancelled).isEnd()) {
                life.cancel.cancel(cancelled.releaseId(), null, new Caller("salma"), "not wanted");
            }
            return true;
        });
        ends(cancelled, DeploymentState.CANCELLED);
        var noPlace = new Order("lives", "nowhere", null, Wanted.version("1.5.0"), null);
        lives.ask(life -> {
            try {
                return life.placeRelease.place(noPlace, CI, "key-nowhere");
            } catch (EnvironmentUnknown e) {
                return good;
            }
        });
        var computed = lives.ask(life -> life.placeRelease.place(
                new Order("lives", "staging", null, new Wanted(null, "main", Map.of()), null), CI, "key-computed"));
        assertThat(lives.<String>ask(
                        life -> life.releases.get(computed.releaseId()).version()))
                .startsWith("2.");
        ends(computed, DeploymentState.SUCCEEDED);
        // Nobody was ever there, and by now no call before its first turn is a reason to die.
        var first = place("1.6.0", "staging");
        ends(first, DeploymentState.SUCCEEDED);
        var away = lives.ask(
                life -> life.placeHandling.place("lives", "staging", Kind.GIVE_BACK, "no more of it", CI, "key-away"));
        ends(away, DeploymentState.SUCCEEDED);
        lives.until(
                "nothing of ours runs there",
                life -> life.environments
                        .find("lives", "staging")
                        .orElseThrow()
                        .current()
                        .isEmpty());
        holdsAndTriesAgain(first);
        missesItsBackup(good);
        givesATokenOutAndEndsIt();
        writesNotes(good);
        hearsAPush();
        chainsWhatPeopleAsk();
        parks("01SMALL", "{broken");
        parks("01LARGE", "{broken " + "x".repeat(3 << 19));
        settles();
        everythingIsChained();

        nothingWasLostOrDoneTwice(Map.of(
                good,
                DeploymentState.SUCCEEDED,
                failing,
                DeploymentState.FAILED,
                aborted,
                DeploymentState.CANCELLED,
                lost,
                DeploymentState.CANCELLED,
                back,
                DeploymentState.SUCCEEDED,
                cancelled,
                DeploymentState.CANCELLED,
                computed,
                DeploymentState.SUCCEEDED,
                first,
                DeploymentState.SUCCEEDED,
                away,
                DeploymentState.SUCCEEDED));
        covers();
    }

    /** What a freeze held goes on when it is ended; what failed before is not tried again behind what came since. */
    private void holdsAndTriesAgain(Placed served) throws InterruptedException {
        var id = "freeze-" + served.releaseId();
        lives.ask(life -> {
            if (life.freezes.find(id).isEmpty()) {
                life.freezes.add(new Freeze(
                        id,
                        "lives",
                        "staging",
                        lives.now(),
                        lives.now().plus(Duration.ofDays(9)),
                        "UTC",
                        "busy",
                        "salma"));
            }
            return true;
        });
        var held = place("1.7.0", "staging");
        lives.until(
                "it is held",
                life -> life.releases.get(held.releaseId()).story().stream()
                        .anyMatch(it -> it.event() instanceof Held));
        lives.ask(life -> {
            if (state(life, held) == DeploymentState.WAITING) {
                life.holds.pause(held.releaseId(), null, CI, "the shop is full");
            }
            life.freezes.end(id, lives.now());
            return true;
        });
        lives.ask(life -> {
            try {
                life.holds.resume(held.releaseId(), null, CI, null);
            } catch (NotNow e) {
                // Asked again after it was resumed and nobody could say so.
            }
            return true;
        });
        ends(held, DeploymentState.SUCCEEDED);
        var again = lives.ask(life -> {
            try {
                return life.retries.place(held.releaseId(), "staging", null, CI, "key-again");
            } catch (NotNow e) {
                return held;
            }
        });
        assertThat(again).isEqualTo(held);
    }

    /** Of which the team is told once, in the story of the release that serves. */
    private void missesItsBackup(Placed serving) throws InterruptedException {
        var schedule = new StoredData.Schedule("redis", lives.now().minus(Duration.ofHours(2)), null, "no space left");
        lives.until("the team is told of the backup that is missing", life -> {
            var data = new StoredData(lives.now(), List.of(), List.of(schedule));
            var there = new Serving("lives", PLACE, null, "1.0.0", true, null, data);
            life.agents.heard(new Beat("vps-9", lives.now(), "0.1.0", List.of(there)), lives.now());
            life.missedBackups.look();
            return life.releases.get(serving.releaseId()).story().stream()
                            .filter(it -> it.event() instanceof BackupMissed)
                            .count()
                    == 1;
        });
    }

    /** Written again where nobody answered, it is there once. */
    private void writesNotes(Placed placed) {
        var edit = new NoteEdits.Edit(placed.releaseId(), NotesText.Audience.TEAM, 1, "# New", "salma", lives.now());
        lives.ask(life -> life.noteEdits.add(edit));
        assertThat(lives.<List<NoteEdits.Edit>>ask(life -> life.noteEdits.of(placed.releaseId())))
                .hasSize(1);
    }

    /** It is told once more where nobody answered, and comes to one release, which ends as the others did. */
    private void hearsAPush() throws InterruptedException {
        var told = new HearPush.Told(
                "delivery-1",
                "github",
                new RepositoryName(List.of("https://example.org/lives.git")),
                "refs/heads/trunk",
                "salma");
        lives.ask(life -> new HearPush(life.plans, life.pushes, Clock.systemUTC()).hear(told, List.of("lives")));
        lives.until("something came of the push", life -> {
            life.followPushes.look();
            return life.pushes.open(9).isEmpty();
        });
        var heard = lives.ask(life -> life.pushes.list("lives", 9));
        var result = heard.getFirst().results().getFirst();
        assertThat(heard).hasSize(1);
        var release = lives.ask(life -> life.releases.get(Objects.requireNonNull(result.release())));
        ends(new Placed(release.id(), release.deployments().getFirst().id()), DeploymentState.SUCCEEDED);
    }

    /** Told and asked again wherever it died, each stands in the chain once. */
    private void chainsWhatPeopleAsk() {
        var note = new AuditNote(
                "http:1", lives.now().truncatedTo(ChronoUnit.MILLIS), "salma", "::1", "PUT", "/plan", null);
        lives.ask(life -> {
            if (life.audit.planned(note.source()).isEmpty()) {
                try {
                    life.notes.asked(note);
                } catch (MongoWriteException e) {
                    // It was noted before nobody answered.
                }
                life.notes.answered(note.source(), 200);
            }
            return true;
        });
        lives.until("it is chained", life -> {
            new DrainNotes(life.notes, new AppendAudit(life.audit), Clock.systemUTC()).look();
            return life.audit.planned(note.source()).isPresent()
                    && life.notes.ready(lives.now(), 9).isEmpty();
        });
        assertThat(lives.<List<AuditEntry>>ask(
                        life -> life.audit.list(new AuditTrail.Filter("salma", "/plan", null, 9))))
                .hasSize(1);
    }

    /** After all of it the chain is whole, and nothing of the story is in it twice. */
    private void everythingIsChained() {
        lives.until(
                "the audit trail is as it was written",
                life -> new VerifyAudit(life.audit).verify(null).intact());
        var all = lives.<List<AuditEntry>>ask(life -> life.audit.list(new AuditTrail.Filter(null, null, null, 999)));
        assertThat(all).extracting(it -> it.note().source()).doesNotHaveDuplicates();
        assertThat(all).hasSizeGreaterThan(50);
    }

    /** Who got no answer asks for another; one that was ended lets nobody in, whatever died in between. */
    private void givesATokenOutAndEndsIt() {
        var pepper = new Pepper("a-pepper-of-the-tests-with-32-letters");
        var wanted = new WantedToken(
                "ci", List.of(Scope.parse("release:read")), lives.now().plus(Duration.ofDays(1)));
        var issued = lives.ask(life -> new IssueToken(life.tokens, pepper, Clock.systemUTC()).issue(wanted, CI));
        var id = issued.stored().id();
        var caller = lives.ask(life ->
                new Doorkeeper(new Tokens(List.of()), life.tokens, pepper, Clock.systemUTC()).admit(issued.token()));
        assertThat(caller.name()).isEqualTo("ci");
        lives.ask(life -> {
            new RevokeToken(life.tokens, Clock.systemUTC()).revoke(id, CI);
            return true;
        });
        var kept = lives.ask(life -> life.tokens.all().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow());
        assertThat(kept.state(lives.now())).isEqualTo(StoredToken.State.REVOKED);
        assertThat(kept.lastUsedAt()).isNotNull();
    }

    /** What nobody can read is parked, comes back from its replay, and is discarded. */
    private void parks(String id, String body) throws InterruptedException {
        lives.publisher.publish(new Outgoing(id, Topology.FACTS, "agent.nonsense.vps-9", "none", "none", body));
        lives.until(id + " is parked", life -> life.parked.find(id).isPresent());
        lives.ask(life -> {
            life.replay.replay(id, "salma", null);
            return true;
        });
        lives.until(
                id + " is parked again",
                life -> life.parked.find(id).orElseThrow().state() == State.PARKED
                        && life.parked.letter(id).orElseThrow().body().length == body.length()
                        && life.parked.trail(id).stream()
                                        .filter(it -> it.deed() == Act.Deed.PARKED)
                                        .count()
                                > 1);
        lives.ask(life -> {
            // As it goes where the message comes back before it is written down that it was sent.
            life.parked.note(id, new Act(Act.Deed.REPLAYED, lives.now(), "salma", null));
            return true;
        });
        lives.until(id + " is discarded", life -> {
            if (life.parked.find(id).orElseThrow().state() == State.PARKED) {
                life.discard.discard(id, "salma", "nonsense");
            }
            return life.parked.find(id).orElseThrow().state() == State.DISCARDED;
        });
    }

    private void settles() throws InterruptedException {
        lives.until(
                "what succeeded is tagged",
                life -> life.releases.list(new ReleaseFilter(null, null, null, null, 99)).items().stream()
                        .map(it -> life.releases.get(it.id()).view())
                        .filter(it -> it.tag() != null)
                        .allMatch(it -> it.tag().state() == TagView.State.TAGGED));
        lives.until("all is told", life -> life.releases.open().isEmpty());
        lives.until(
                "no turn is held",
                life -> life.environments.held().isEmpty()
                        && life.releases.open("lives", PLACE, null, 9).isEmpty());
        // One that was asked for again was sent twice, and the second may come back after the first was discarded.
        lives.until("nothing is parked", life -> {
            life.parked.list(State.PARKED, null, 9).forEach(it -> life.discard.discard(it.id(), "salma", "nonsense"));
            return life.parked.list(State.PARKED, null, 9).isEmpty();
        });
        var all = new ReleaseFilter(null, null, null, null, 10);
        lives.until(
                "all are listed",
                life -> life.releases.list(all).items().size() == 9
                        && life.plans.find("lives").isPresent());
    }

    private void nothingWasLostOrDoneTwice(Map<Placed, DeploymentState> ends) {
        ends.forEach((placed, state) -> assertThat(lives.<DeploymentState>ask(life -> state(life, placed)))
                .isEqualTo(state));
        assertThat(ends).containsKey(place("1.0.0"));
        var deployments = lives.others.received().stream()
                .map(Received::data)
                .filter(DeploymentRequested.class::isInstance)
                .collect(Collectors.toSet());
        assertThat(deployments).as("each asked for once, however often").hasSize(11);
        // It was published and confirmed; whoever hears it may be slower than we are.
        lives.until(
                "all that is stored is heard",
                life -> ends.keySet().stream()
                        .map(Placed::releaseId)
                        .allMatch(
                                it -> heard(it) >= life.releases.get(it).story().size()));
        var stories = new HashMap<ReleaseId, Map<Long, Told>>();
        for (var told : lives.others.told()) {
            var before = stories.computeIfAbsent(told.releaseId(), id -> new HashMap<>())
                    .put(told.number(), told);
            assertThat(before == null || before.equals(told))
                    .as("told twice and otherwise: %s", told)
                    .isTrue();
        }
        assertThat(stories).hasSize(9);
        stories.forEach((release, told) -> {
            var stored = lives.ask(life -> life.releases.get(release).story());
            assertThat(told.keySet())
                    .as("story of %s", release)
                    .isEqualTo(LongStream.rangeClosed(1, stored.size()).boxed().collect(Collectors.toSet()));
            stored.forEach(it -> assertThat(told.get(it.number()).event()).isEqualTo(it.event()));
        });
    }

    private static Story follow(Life life, Placed placed) {
        try (var reader = new FollowRelease(life.releases).follow(placed.releaseId(), 0)) {
            return reader.next(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long heard(ReleaseId release) {
        return lives.others.told().stream()
                .filter(it -> it.releaseId().equals(release))
                .map(Told::number)
                .distinct()
                .count();
    }

    private void covers() {
        var catalogue = CrashPointsOfTheService.all();
        var known = new HashSet<>(ANSWERS);
        known.addAll(lives.reached());
        System.out.printf("release-api died %d times: %s%n", lives.deaths(), catalogue.covered(lives.reached()));
        var missing = new TreeSet<>(catalogue.points());
        missing.removeAll(known);
        assertThat(missing).as("points that were never reached").isEmpty();
        assertThat(lives.died())
                .as("moments at which it died")
                .extracting(Moment::toString)
                .containsAll(lives.reached().stream()
                        .filter(catalogue.points()::contains)
                        .filter(it -> !ANSWERS.contains(it))
                        .flatMap(it -> Stream.of("before " + it))
                        .toList());
    }
}
