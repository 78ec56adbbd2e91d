package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.MemoryAgents;
import ai.kaleem.release.api.environment.MemoryEnvironments;
import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.api.freeze.MemoryFreezes;
import ai.kaleem.release.api.outbound.calendar.CronCalendar;
import ai.kaleem.release.api.plan.OnePlan;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Paused;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.GateBuilder;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The real use cases over memory, with a clock that a test moves. Reads like a story. */
class World {

    static final ImageRef RAN = new ImageRef("sha256:" + "ab".repeat(32));

    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private long revisions = 0;

    final Clock clock = InstantClock.of(() -> now);
    final MemoryReleases releases = new MemoryReleases();
    final MemoryEnvironments environments = new MemoryEnvironments(clock);
    final MemoryAgents agents = new MemoryAgents();
    final Patience patience = new TestPatience();
    final ChangeRelease changes = new ChangeRelease(releases, it -> {});
    final MemoryFreezes freezes = new MemoryFreezes();
    final FrozenTimes frozen = new FrozenTimes(OnePlan.ofKaleem(now), freezes, new CronCalendar(), clock);
    final Holds holds = new Holds(frozen, clock);
    final TakeTurn turns = new TakeTurn(releases, environments, changes, holds, patience, clock);
    final RequestRelease requestRelease = new RequestRelease(
            releases,
            environments,
            changes,
            turns,
            patience,
            it -> "http://localhost:8080/api/v1/releases/" + it,
            clock);
    final RequestRollback requestRollback = new RequestRollback(releases, environments, changes, turns, clock);
    final CancelRelease cancelRelease = new CancelRelease(releases, changes, turns, clock);
    final DecideRelease decideRelease = new DecideRelease(releases, changes, turns, clock);
    final HoldRelease holdRelease = new HoldRelease(releases, changes, turns, clock);
    final RetryRelease retryRelease = new RetryRelease(releases, environments, changes, turns, clock);
    final SignCheck signCheck = new SignCheck(releases, changes, clock);
    final PromoteRelease promoteRelease = new PromoteRelease(releases, changes, clock);
    final HearFact facts = new HearFact(changes, turns, patience, clock);

    Sweep sweep() {
        return new Sweep(releases, environments, agents, changes, turns, patience, clock);
    }

    Placed request(ResolvedPlan plan) {
        return request(ReleaseId.next(), plan);
    }

    Placed request(ReleaseId id, ResolvedPlan plan) {
        return requestRelease.request(new NewRelease(id, plan, ReleaseType.REGULAR, false, "ci", "weekly"));
    }

    Placed rollBack(String to) {
        return requestRollback.request(new WantedRollback(
                DeploymentId.next(), "kaleem", "production", Plans.AGENT, to, DataChoice.KEEP, "salma", "orders fail"));
    }

    /** Takes a release all the way, as good ones go. */
    Placed live(ResolvedPlan plan) {
        var placed = request(plan);
        if (!plan.before().isEmpty()) {
            facts.hear(gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        }
        facts.hear(agent(placed, Phase.SWITCHED));
        if (!plan.after().isEmpty()) {
            facts.hear(gates(placed, GatePhase.AFTER, Verdict.PASSED));
        }
        facts.hear(agent(placed, Phase.KEPT));
        facts.hear(agent(placed, Phase.SUCCEEDED));
        return placed;
    }

    GateReport gates(Placed placed, GatePhase phase, Verdict verdict) {
        var result = verdict == Verdict.FAILED ? Result.FAIL : Result.PASS;
        var gate = switch (verdict) {
            case RUNNING -> gate("lint", Status.RUNNING).startedAt(now).build();
            case ERRORED ->
                ended("lint", Status.ERRORED).summary("no such program").build();
            case PASSED, FAILED ->
                ended("lint", Status.FINISHED).result(result).summary("done").build();
        };
        return new GateReport(
                placed.releaseId(),
                placed.deploymentId(),
                phase,
                ++revisions,
                now,
                verdict,
                "c0ffee".repeat(6) + "c0ff",
                Map.of("api", "kaleem-api:x"),
                List.of("feat: products in two languages"),
                List.of(gate),
                verdict == Verdict.FAILED
                        ? "lint failed: exit 1"
                        : verdict == Verdict.ERRORED ? "no such program" : null);
    }

    private static GateBuilder gate(String name, Status status) {
        return GateBuilder.builder().name(name).status(status).attempt(1);
    }

    private GateBuilder ended(String name, Status status) {
        return gate(name, status).startedAt(now).finishedAt(now).evidence("x".repeat(5000));
    }

    /** Of gates after the switch, none of which was run. */
    GateReport skipped(Placed placed, String reason) {
        var gate = gate("health", Status.SKIPPED)
                .finishedAt(now)
                .summary("no source")
                .build();
        return new GateReport(
                placed.releaseId(),
                placed.deploymentId(),
                GatePhase.AFTER,
                ++revisions,
                now,
                Verdict.PASSED,
                null,
                Map.of(),
                List.of(),
                List.of(gate),
                reason);
    }

    AgentReport agent(Placed placed, Phase phase) {
        return agent(placed, phase, "1.3.0");
    }

    AgentReport goesBackFromItsCanary(Placed placed) {
        return report(
                placed,
                Phase.TURNING_BACK,
                "1.3.0",
                new Step("canary", StepState.FAILED, now, now, "over the limit", null),
                "canary: api errors: over the limit");
    }

    /** Its canary waits, at that step, or was let go on. */
    AgentReport pauses(Placed placed, int step, String endedBy) {
        var it = agent(placed, Phase.RUNNING);
        var paused = new Paused(step, now, now.plus(Duration.ofHours(1)), Canary.Pause.BACK);
        return new AgentReport(
                it.releaseId(),
                it.deploymentId(),
                it.agent(),
                it.app(),
                it.environment(),
                it.epoch(),
                it.revision(),
                it.at(),
                it.phase(),
                it.steps(),
                it.backups(),
                it.images(),
                null,
                null,
                it.serving(),
                null,
                null,
                null,
                endedBy == null ? paused : paused.endedBy(endedBy, now));
    }

    AgentReport agent(Placed placed, Phase phase, String serving) {
        var switched = switch (phase) {
            case SWITCHED, KEPT, SUCCEEDED, ROLLED_BACK, ROLLBACK_FAILED -> true;
            default -> false;
        };
        var step = new Step(switched ? "switch" : "preflight", StepState.DONE, now, now, "done", "y".repeat(5000));
        var reason = phase.isEnd() && phase != Phase.SUCCEEDED ? "api answered 500" : null;
        return report(placed, phase, serving, step, reason);
    }

    private AgentReport report(Placed placed, Phase phase, String serving, Step step, String reason) {
        return new AgentReport(
                placed.releaseId(),
                placed.deploymentId(),
                Plans.AGENT,
                "kaleem",
                "production",
                1,
                ++revisions,
                now,
                phase,
                List.of(step),
                List.of(),
                Map.of("api", RAN),
                null,
                null,
                serving,
                reason,
                null,
                null);
    }

    void beat() {
        agents.heard(new Beat(Plans.AGENT, now, "0.1.0", List.of()), now);
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    Release release(Placed placed) {
        return releases.get(placed.releaseId());
    }

    Deployment deployment(Placed placed) {
        return release(placed).deployment(placed.deploymentId()).orElseThrow();
    }

    DeploymentState state(Placed placed) {
        return deployment(placed).state();
    }

    <R extends Request> List<R> asked(Class<R> kind, Placed placed) {
        return releases.asked().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(it -> it.deploymentId().equals(placed.deploymentId()))
                .toList();
    }

    private static final class InstantClock extends Clock {

        private final InstantSource source;

        private InstantClock(InstantSource source) {
            this.source = source;
        }

        static Clock of(InstantSource source) {
            return new InstantClock(source);
        }

        @Override
        public Instant instant() {
            return source.instant();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
