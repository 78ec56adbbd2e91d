package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnBroken;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The real use cases, an agent and a gate-service with fates, and a network in between on which anything may happen to a
 * message. What happens is a list of moves, so that a history can be told again, and told shorter.
 */
final class History {

    private static final int PATIENCE = 400;
    private static final Fate ROLLBACKS =
            new Fate(GateReport.Verdict.PASSED, Fate.Health.GOOD, GateReport.Verdict.PASSED);

    final World world = new World();
    final ScriptedAgent agent = new ScriptedAgent(this::fate, this::send, world.clock);
    final List<Placed> placed = new ArrayList<>();
    private final ScriptedGates gates = new ScriptedGates(this::fate, this::send, world.clock);
    private final BreakTurn breakTurn =
            new BreakTurn(world.releases, world.environments, world.changes, world.turns, world.clock);
    private final List<Fate> fates;
    private final Decisions decisions;
    private final Map<DeploymentId, Fate> fateOf = new HashMap<>();
    private final List<Object> underWay = new ArrayList<>();
    private Sweep sweep = world.sweep();
    private int asked = 0;
    private int requested = 0;
    private boolean away = false;

    /**
     * @param fates of the releases that will be asked for
     * @param decisions what people are asked about them
     */
    History(List<Fate> fates, Decisions decisions) {
        this.fates = fates;
        this.decisions = decisions;
        world.beat();
    }

    Fate fate(DeploymentId id) {
        return fateOf.getOrDefault(id, ROLLBACKS);
    }

    private void send(Object message) {
        underWay.add(message);
    }

    void tell(List<Move> moves) {
        moves.forEach(this::happens);
    }

    private void happens(Move move) {
        switch (move.kind()) {
            case ARRIVE -> {
                if (!underWay.isEmpty()) {
                    arrive(underWay.remove(move.pick() % underWay.size()));
                }
            }
            case DOUBLE -> {
                if (!underWay.isEmpty()) {
                    underWay.add(underWay.get(move.pick() % underWay.size()));
                }
            }
            case LOSE -> {
                if (!underWay.isEmpty() && isLost(underWay.get(move.pick() % underWay.size()))) {
                    underWay.remove(move.pick() % underWay.size());
                }
            }
            case WORK -> work(move.pick() % 3 == 0);
            case TICK -> passes(Duration.ofSeconds(move.pick() % 12));
            case LEAP -> passes(Duration.ofSeconds(move.pick()));
            case RESTART -> sweep = world.sweep();
            case REQUEST -> request();
            case ROLL_BACK -> rollBack(move.pick());
            case CANCEL -> cancel(move.pick());
            case APPROVE -> decide(move.pick(), true);
            case DECLINE -> decide(move.pick(), false);
            case GIVE_UP -> giveUp();
            case AWAY -> away = !away;
        }
        post();
    }

    /** What was stored to be asked is under way; nothing of that is lost before it was sent. */
    private void post() {
        var all = world.releases.asked();
        underWay.addAll(all.subList(asked, all.size()));
        asked = all.size();
    }

    private static boolean isLost(Object message) {
        return !(message instanceof GatesRequested);
    }

    private void arrive(Object message) {
        switch (message) {
            case AgentReport it -> world.facts.hear(it);
            case GateReport it -> world.facts.hear(it);
            case GatesRequested it -> gates.take(it);
            case ReportRequested it when it.agent() == null -> gates.take(it);
            case Request it -> {
                if (away) {
                    underWay.add(it);
                } else {
                    agent.take(it);
                }
            }
            default -> throw new IllegalStateException(message.toString());
        }
    }

    private boolean work(boolean ofGates) {
        return ofGates ? gates.work() : !away && agent.work();
    }

    private void passes(Duration time) {
        world.passes(time);
        if (!away) {
            world.beat();
        }
        sweep.sweep();
    }

    private void request() {
        if (requested < fates.size()) {
            var fate = fates.get(requested++);
            var plan = Plans.guarded("1.%d.0".formatted(requested));
            var release = world.request(plan.withDecisions(decisions));
            fateOf.put(release.deploymentId(), fate);
            placed.add(release);
        }
    }

    private void rollBack(int pick) {
        try {
            placed.add(world.rollBack(pick % 2 == 0 ? null : "1.%d.0".formatted(1 + pick % fates.size())));
        } catch (NothingToRollBackTo e) {
            // A person is told so.
        }
    }

    private void cancel(int pick) {
        if (!placed.isEmpty()) {
            try {
                world.cancelRelease.cancel(
                        placed.get(pick % placed.size()).releaseId(), null, new Caller("salma"), "not wanted");
            } catch (TooLateToCancel e) {
                // A person is told so.
            }
        }
    }

    private void decide(int pick, boolean approve) {
        if (placed.isEmpty()) {
            return;
        }
        var id = placed.get(pick % placed.size()).releaseId();
        var person = "person " + pick % 3;
        try {
            if (approve) {
                world.decideRelease.approve(id, new Word(new Caller(person), null, null, null));
            } else {
                world.decideRelease.decline(id, new Word(new Caller(person), null, null, null), "not today");
            }
        } catch (NothingToApprove e) {
            // A person is told so.
        }
    }

    private void giveUp() {
        world.environments.find("kaleem", "production").ifPresent(it -> {
            var holder = it.holder();
            if (holder != null) {
                try {
                    breakTurn.breakTurn("kaleem", "production", holder.deploymentId(), "salma", "gone");
                } catch (NotUnderWay e) {
                    // A person is told so.
                }
            }
        });
    }

    /** From now on nothing goes wrong any more: everybody comes back, and every message arrives. */
    void calmsDown() {
        away = false;
        while (requested < fates.size()) {
            request();
        }
        for (var round = 0; round < PATIENCE; round++) {
            post();
            while (!underWay.isEmpty()) {
                arrive(underWay.removeFirst());
                post();
            }
            placed.stream()
                    .filter(it -> state(it) == DeploymentState.AWAITING_APPROVAL)
                    .forEach(this::approveAll);
            post();
            var worked = work(true) | work(false);
            if (!worked && underWay.isEmpty() && isSettled()) {
                return;
            }
            if (!worked) {
                passes(Duration.ofSeconds(20));
            }
        }
    }

    private void approveAll(Placed it) {
        for (var person = 0; state(it) == DeploymentState.AWAITING_APPROVAL; person++) {
            world.decideRelease.approve(it.releaseId(), new Word(new Caller("person " + person), null, null, null));
        }
    }

    private boolean isSettled() {
        return world.releases.open().isEmpty()
                && world.environments.held().isEmpty()
                && placed.stream().allMatch(it -> world.state(it).isEnd());
    }

    /** With what a rollback that was given up had pre-empted. */
    Set<DeploymentId> givenUp() {
        return world.releases.told().stream()
                .map(Told::event)
                .filter(TurnBroken.class::isInstance)
                .map(ReleaseEvent::deploymentId)
                .collect(Collectors.toSet());
    }

    DeploymentState state(Placed it) {
        return world.state(it);
    }
}
