package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** An agent by the rules of the design and with the fates of a test: one deployment at a time, and it says all it knows. */
final class ScriptedAgent {

    /** A deployment as its journal has it. */
    static final class Job {
        final DeploymentRequested request;
        Phase phase = Phase.ACCEPTED;
        private long revision = 0;
        private boolean switched;
        private boolean back;
        private boolean sick;
        private boolean keep;
        private Instant switchedAt = Instant.MAX;
        private String before;

        private Job(DeploymentRequested request) {
            this.request = request;
        }
    }

    private final Map<DeploymentId, Job> journal = new LinkedHashMap<>();
    private final Function<DeploymentId, Fate> fates;
    private final Consumer<AgentReport> facts;
    private final Clock clock;
    private long epoch = 0;
    private String serving;

    ScriptedAgent(Function<DeploymentId, Fate> fates, Consumer<AgentReport> facts, Clock clock) {
        this.fates = fates;
        this.facts = facts;
        this.clock = clock;
    }

    Optional<Job> job(DeploymentId id) {
        return Optional.ofNullable(journal.get(id));
    }

    String serving() {
        return serving;
    }

    void take(Request request) {
        switch (request) {
            case DeploymentRequested it -> deploy(it);
            case KeepRequested it ->
                known(
                        it.deploymentId(),
                        job -> job.keep |= job.phase == Phase.SWITCHED && !job.back && !isOverdue(job));
            case RollbackRequested it -> known(it.deploymentId(), job -> job.back |= !job.phase.isEnd());
            case Request.PromotionRequested it -> known(it.deploymentId(), job -> {});
            case ReportRequested it -> known(it.deploymentId(), job -> {});
            case DrillRequested it -> known(it.deploymentId(), job -> {});
            case GatesRequested it -> throw new IllegalArgumentException("No request of an agent's");
        }
    }

    private void deploy(DeploymentRequested request) {
        if (!journal.containsKey(request.deploymentId())) {
            var job = new Job(request);
            journal.put(request.deploymentId(), job);
            if (request.epoch() < epoch || clock.instant().isAfter(request.notAfter())) {
                job.phase = Phase.REFUSED;
            } else {
                epoch = request.epoch();
                endOlder(job);
            }
        }
        known(request.deploymentId(), job -> {});
    }

    private void endOlder(Job newer) {
        journal.values().stream()
                .filter(it -> it != newer && !it.phase.isEnd())
                .filter(it -> newer.request.kind() == Kind.ROLLBACK || it.phase != Phase.KEPT)
                .forEach(it -> it.back = true);
    }

    private void known(DeploymentId id, Consumer<Job> effect) {
        job(id).ifPresent(job -> {
            effect.accept(job);
            say(job);
        });
    }

    /** The next step of the oldest that is unfinished; false where it waits. */
    boolean work() {
        var job = journal.values().stream().filter(it -> !it.phase.isEnd()).findFirst();
        var next = job.flatMap(this::next);
        next.ifPresent(phase -> {
            job.get().phase = phase;
            say(job.get());
        });
        return next.isPresent();
    }

    private Optional<Phase> next(Job job) {
        return job.request.kind() == Kind.ROLLBACK ? rollback(job) : release(job);
    }

    private Optional<Phase> release(Job job) {
        var health = fates.apply(job.request.deploymentId()).health();
        return switch (job.phase) {
            case ACCEPTED -> Optional.of(job.back ? Phase.TURNING_BACK : Phase.RUNNING);
            case RUNNING -> {
                job.sick = !job.back && health == Fate.Health.NEVER_HEALTHY;
                yield Optional.of(job.back || job.sick ? Phase.TURNING_BACK : switched(job));
            }
            case SWITCHED -> {
                job.back |= !job.keep && isOverdue(job);
                yield job.back
                        ? Optional.of(Phase.TURNING_BACK)
                        : Optional.of(Phase.KEPT).filter(it -> job.keep);
            }
            case KEPT ->
                Optional.of(job.back || health == Fate.Health.BAD_WHILE_BAKING ? Phase.TURNING_BACK : Phase.SUCCEEDED);
            case TURNING_BACK -> Optional.of(wentBack(job));
            default -> Optional.empty();
        };
    }

    private Optional<Phase> rollback(Job job) {
        return switch (job.phase) {
            case ACCEPTED -> Optional.of(job.back ? Phase.CANCELLED : Phase.RUNNING);
            case RUNNING -> Optional.of(job.back ? Phase.CANCELLED : switched(job));
            case SWITCHED -> Optional.of(Phase.SUCCEEDED);
            default -> Optional.empty();
        };
    }

    private Phase switched(Job job) {
        job.switched = true;
        job.switchedAt = clock.instant();
        job.before = serving;
        serving = job.request.version();
        return Phase.SWITCHED;
    }

    private Phase wentBack(Job job) {
        if (!job.switched) {
            return job.sick ? Phase.FAILED : Phase.CANCELLED;
        }
        serving = job.before;
        return Phase.ROLLED_BACK;
    }

    private boolean isOverdue(Job job) {
        return clock.instant().isAfter(job.switchedAt.plus(job.request.policy().confirmWithin()));
    }

    private void say(Job job) {
        var request = job.request;
        var now = clock.instant();
        var step = new Step(job.switched ? "switch" : "preflight", StepState.DONE, now, now, null, null);
        facts.accept(new AgentReport(
                request.releaseId(),
                request.deploymentId(),
                request.agent(),
                request.app(),
                request.environment(),
                request.epoch(),
                ++job.revision,
                now,
                job.phase,
                List.of(step),
                List.of(),
                Map.of("api", World.RAN),
                null,
                null,
                serving,
                job.phase.isEnd() && job.phase != Phase.SUCCEEDED ? "so it was to be" : null,
                null,
                null));
    }
}
