package ai.kaleem.release.api.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a person can do to a release in each state: it is done, or refused with a reason. The table of the documentation is
 * what this finds; {@code -Dgolden.write=true} writes it anew.
 */
class StatesAndVerbsTests {

    private static final Path TABLE = Path.of("../docs/states-and-verbs.md");
    private static final Caller SALMA = new Caller("salma");
    private static final Caller OMAR = new Caller("omar");

    private static final String HEAD = """
            # What can be done to a release, state by state

            A test makes a hotfix come into each state and tries each verb on it: this table is what it found. **yes** was done; a number is
            that of the reason below for which it was refused, as a 409 of the API says it.

            """;

    /** How a release comes into a state. */
    private interface Way {
        Placed into(World world);
    }

    private interface Verb {
        void on(World world, Placed placed);
    }

    private static final Map<String, Way> STATES = new LinkedHashMap<>();
    private static final Map<String, Verb> VERBS = new LinkedHashMap<>();

    static {
        STATES.put("CHECKING", world -> request(world));
        STATES.put("AWAITING_APPROVAL", world -> checked(world));
        STATES.put("WAITING", world -> {
            world.request(Plans.bare("1.3.9"));
            return approved(world);
        });
        STATES.put("WAITING, paused", world -> {
            var placed = checked(world);
            world.holdRelease.pause(placed.releaseId(), null, SALMA, "the shop is full");
            return approve(world, placed);
        });
        STATES.put("DEPLOYING", StatesAndVerbsTests::approved);
        STATES.put("DEPLOYING, canary waits", world -> heard(world, approved(world), it -> world.pauses(it, 2, null)));
        STATES.put("VERIFYING", world -> phase(world, approved(world), Phase.SWITCHED));
        STATES.put("BAKING", StatesAndVerbsTests::baking);
        STATES.put("ROLLING_BACK", world -> heard(world, approved(world), world::goesBackFromItsCanary));
        STATES.put("SUCCEEDED", world -> phase(world, baking(world), Phase.SUCCEEDED));
        STATES.put("REJECTED", world -> {
            var placed = request(world);
            world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.FAILED));
            return placed;
        });
        STATES.put("FAILED", world -> phase(world, approved(world), Phase.FAILED));
        STATES.put("ROLLED_BACK", world -> phase(world, baking(world), Phase.ROLLED_BACK));
        STATES.put("ROLLBACK_FAILED", world -> phase(world, baking(world), Phase.ROLLBACK_FAILED));
        STATES.put("CANCELLED", world -> {
            var placed = request(world);
            world.cancelRelease.cancel(placed.releaseId(), null, SALMA, "not wanted");
            return placed;
        });

        VERBS.put("approve", (world, it) -> world.decideRelease.approve(it.releaseId(), word()));
        VERBS.put("decline", (world, it) -> world.decideRelease.decline(it.releaseId(), word(), "not now"));
        VERBS.put("pause", (world, it) -> world.holdRelease.pause(it.releaseId(), null, OMAR, "not now"));
        VERBS.put("resume", (world, it) -> world.holdRelease.resume(it.releaseId(), null, OMAR, null));
        VERBS.put(
                "freeze-waiver",
                (world, it) -> world.holdRelease.waiveFreeze(it.releaseId(), null, OMAR, "nobody can pay"));
        VERBS.put("promote", (world, it) -> world.promoteRelease.promote(it.releaseId(), null, null, OMAR));
        VERBS.put("cancellation", (world, it) -> world.cancelRelease.cancel(it.releaseId(), null, OMAR, "not wanted"));
        VERBS.put(
                "retry",
                (world, it) -> world.retryRelease.request(
                        new WantedRetry(DeploymentId.next(), it.releaseId(), "production", "omar", null)));
        VERBS.put(
                "checks/{check}",
                (world, it) ->
                        world.signCheck.sign(it.releaseId(), new SignCheck.Found("orders", true, null, null), OMAR));
        VERBS.put("promotions", (world, it) -> Passed.in(world.release(it), "production", "elsewhere"));
        VERBS.put(
                "rollback to it",
                (world, it) -> world.requestRollback.request(new WantedRollback(
                        DeploymentId.next(),
                        "kaleem",
                        "production",
                        Plans.AGENT,
                        world.release(it).version(),
                        DataChoice.KEEP,
                        "omar",
                        "orders fail")));
    }

    @Test
    void everyVerbInEveryStateIsDoneOrRefusedWithAReason() throws IOException {
        var reasons = new LinkedHashMap<String, Integer>();
        var table = new StringBuilder(
                "| state | %s |\n|%s\n".formatted(String.join(" | ", VERBS.keySet()), "---|".repeat(VERBS.size() + 1)));
        STATES.forEach((state, way) -> {
            var cells = VERBS.values().stream().map(it -> tried(state, way, it, reasons));
            table.append("| %s | %s |\n".formatted(state, cells.collect(Collectors.joining(" | "))));
        });
        reasons.forEach((reason, number) -> table.append("\n%d. %s".formatted(number, reason)));
        var text = HEAD + table + "\n";

        assertThat(STATES.keySet())
                .as("all states there are but the one that is never stored")
                .extracting(it -> it.split(",")[0])
                .containsAll(Arrays.stream(DeploymentState.values())
                        .filter(it -> it != DeploymentState.REQUESTED)
                        .map(Enum::name)
                        .toList());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(TABLE, text);
        }
        assertThat(Files.readString(TABLE, UTF_8)).isEqualTo(text);
    }

    private static String tried(String state, Way way, Verb verb, Map<String, Integer> reasons) {
        var world = new World();
        var placed = way.into(world);
        assertThat(world.state(placed)).isEqualTo(DeploymentState.valueOf(state.split(",")[0]));
        try {
            verb.on(world, placed);
            return "**yes**";
        } catch (NotNow
                | NothingToApprove
                | NothingToPromote
                | NothingToRollBackTo
                | NothingToSign
                | TooLateToCancel refused) {
            var reason = String.valueOf(refused.getMessage())
                    .replace(world.state(placed).name(), "{state}")
                    .replace(placed.releaseId().value(), "{id}")
                    .replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "{time}");
            assertThat(reason).hasSizeGreaterThan(20);
            return String.valueOf(reasons.computeIfAbsent(reason, _ -> reasons.size() + 1));
        }
    }

    private static DecideRelease.Word word() {
        return new DecideRelease.Word(OMAR, null, null, null);
    }

    private static ResolvedPlan plan() {
        return Plans.guarded("1.4.0")
                .withDecisions(new Decisions(1, Duration.ofHours(1), false))
                .withManual(new ManualChecks(List.of("Orders")));
    }

    private static Placed request(World world) {
        return world.requestRelease.request(
                new NewRelease(ReleaseId.next(), plan(), ReleaseType.HOTFIX, false, "ci", "orders fail"));
    }

    private static Placed checked(World world) {
        var placed = request(world);
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        return placed;
    }

    private static Placed approved(World world) {
        return approve(world, checked(world));
    }

    private static Placed approve(World world, Placed placed) {
        world.decideRelease.approve(placed.releaseId(), new DecideRelease.Word(SALMA, null, null, null));
        return placed;
    }

    private static Placed baking(World world) {
        var placed = phase(world, approved(world), Phase.SWITCHED);
        world.facts.hear(world.gates(placed, GatePhase.AFTER, Verdict.PASSED));
        return phase(world, placed, Phase.KEPT);
    }

    private static Placed phase(World world, Placed placed, Phase phase) {
        return heard(world, placed, it -> world.agent(it, phase));
    }

    private interface Report {
        AgentReport of(Placed placed);
    }

    private static Placed heard(World world, Placed placed, Report report) {
        world.facts.hear(report.of(placed));
        return placed;
    }
}
