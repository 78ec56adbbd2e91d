package ai.kaleem.release.common.contract;

import ai.kaleem.release.common.contract.AgentReport.Backup;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Fact.NoticeGivenUp;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One release of one product, told through every message there is. */
class Examples {

    private static final ReleaseId RELEASE = new ReleaseId("01JD7Q4S0000000000000000R1");
    private static final DeploymentId DEPLOYMENT = new DeploymentId("01JD7Q4S0000000000000000D1");
    private static final DeploymentId OTHER = new DeploymentId("01JD7Q4S0000000000000000D0");
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final ImageRef IMAGE = new ImageRef("ghcr.io/owner/kaleem-api@sha256:" + "ab".repeat(32));
    private static final String COMMIT = "c0ffee".repeat(6) + "c0ff";
    private static final Gate LINT = GateBuilder.builder()
            .name("lint")
            .status(Status.FINISHED)
            .result(Result.PASS)
            .attempt(1)
            .startedAt(AT)
            .finishedAt(AT.plusSeconds(4))
            .summary("exit 0 after 4.0 s")
            .evidence("no problems")
            .build();
    private static final Gate FORMAT = LINT.with(it -> it.name("format")
            .result(Result.WARN)
            .attempt(2)
            .summary("exit 1 after 4.0 s; failed at each of 2 attempts")
            .severity(GateSpec.Severity.WARNING)
            .failedBefore(1));

    static Stream<Message> requests() {
        var lint = GateSpecBuilder.builder()
                .name("lint")
                .run(new GateSpec.Command(List.of("npm", "run", "lint:strict"), "Backend", Map.of("CI", "true")))
                .needs(List.of("install"))
                .timeout(Duration.ofMinutes(5))
                .retries(1)
                .severity(GateSpec.Severity.WARNING)
                .when(new GateSpec.When(List.of(ReleaseType.REGULAR, ReleaseType.HOTFIX), List.of("Backend/**")))
                .flaky(new GateSpec.Flaky(2, Duration.ofSeconds(5)))
                .reports(List.of(
                        new ReportSpec(ReportSpec.Format.ESLINT, "eslint.json", null, null),
                        new ReportSpec(ReportSpec.Format.NPM_AUDIT, null, "high", null)))
                .build();
        var health = GateSpecBuilder.builder()
                .name("health")
                .http(new GateSpec.Http("/api/health", 200, "\"status\":\\s*\"ok\"", 10, Duration.ofSeconds(2)))
                .timeout(Duration.ofSeconds(10))
                .retries(1)
                .build();
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image(IMAGE.value())
                .port(3000)
                .publish("127.0.0.1:3000")
                .envFile("/opt/kaleem/api.env")
                .environment(Map.of("NODE_ENV", "production"))
                .volumes(List.of("/opt/kaleem/uploads:/app/uploads"))
                .networks(List.of("kaleem"))
                .memory(536870912L)
                .cpus(0.5)
                .stopGrace(Duration.ofSeconds(10))
                .health(new ServiceSpec.Health("/api/health", 10, Duration.ofSeconds(2), Duration.ofSeconds(5)))
                .dependsOn(List.of("redis"))
                .migrate(new ServiceSpec.Migration(List.of("npm", "run", "migrate"), Duration.ofMinutes(10), true))
                .strategy(ServiceSpec.Strategy.BLUE_GREEN)
                .bootstrap(new Bootstrap(List.of(List.of("npm", "run", "seed")), Duration.ofMinutes(2)))
                .requiredEnv(List.of("JWT_SECRET"))
                .configures(List.of(new Configuration(
                        "kaleem-nginx",
                        "/opt/kaleem/next",
                        "/opt/kaleem/nginx",
                        List.of("nginx", "-t"),
                        List.of("nginx", "-s", "reload"),
                        Duration.ofSeconds(30),
                        "http://127.0.0.1:80/health")))
                .build();
        var redis = DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container("kaleem-redis")
                .keep(7)
                .timeout(Duration.ofMinutes(10))
                .alsoKeep(new DatastoreSpec.Periods(7, 4, 6))
                .schedule(new DatastoreSpec.Schedule("0 3 * * *", "Asia/Riyadh"))
                .bootstrap(new Bootstrap(List.of(List.of("redis-cli", "SETNX", "version", "0")), Duration.ofMinutes(2)))
                .drill(new DatastoreSpec.Drill(
                        List.of("redis-cli", "-p", "46379", "EXISTS", "orders"),
                        new DatastoreSpec.Schedule("0 5 * * 0", "Asia/Riyadh")))
                .build();
        return Stream.of(
                GatesRequestedBuilder.builder()
                        .releaseId(RELEASE)
                        .deploymentId(DEPLOYMENT)
                        .app("kaleem")
                        .environment("production")
                        .version("1.4.0")
                        .phase(GatePhase.BEFORE)
                        .source(new Request.Source("https://github.com/owner/kaleem.git", "v1.4.0"))
                        .images(Map.of("api", "ghcr.io/owner/kaleem-api:1.4.0"))
                        .gates(List.of(lint, health))
                        .publish("127.0.0.1:3000")
                        .notAfter(AT.plusSeconds(900))
                        .releaseType(ReleaseType.REGULAR)
                        .runs(COMMIT)
                        .build(),
                DeploymentRequestedBuilder.builder()
                        .releaseId(RELEASE)
                        .deploymentId(DEPLOYMENT)
                        .app("kaleem")
                        .environment("production")
                        .version("1.4.0")
                        .agent("vps-1")
                        .kind(DeploymentRequested.Kind.RELEASE)
                        .epoch(7)
                        .notAfter(AT.plusSeconds(900))
                        .services(List.of(api))
                        .datastores(List.of(redis))
                        .policy(new Policy(
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(15),
                                RestorePolicy.AUTO,
                                new Canary(
                                        List.of(
                                                new Canary.Step(
                                                        0,
                                                        Duration.ofMinutes(5),
                                                        new Canary.Match("X-Canary", null, "yes")),
                                                new Canary.Step(10, Duration.ofMinutes(2)),
                                                Canary.Step.pause(Duration.ofHours(4), Canary.Pause.BACK),
                                                new Canary.Step(50, Duration.ofMinutes(5))),
                                        Canary.Analysis.DEFAULT),
                                new Triggers(
                                        0.05,
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(1),
                                        1,
                                        true,
                                        List.of(new PrometheusCheck(
                                                "orders",
                                                "http://127.0.0.1:9090",
                                                "sum(rate(orders_total{name=\"{{canary.api}}\"}[1m]))",
                                                null,
                                                0.5,
                                                Duration.ofMinutes(3))))))
                        .data(DataChoice.KEEP)
                        .build(),
                new KeepRequested(RELEASE, DEPLOYMENT, "vps-1", 7),
                new PromotionRequested(RELEASE, DEPLOYMENT, "vps-1", 7, 3, "salma"),
                new RollbackRequested(RELEASE, DEPLOYMENT, "vps-1", 7, "policy", "latency p95 412 ms, limit 300 ms"),
                new DrillRequested(
                        RELEASE,
                        DEPLOYMENT,
                        "vps-1",
                        "kaleem",
                        "production",
                        "01JD7Q4S0000000000000000T1",
                        "redis",
                        null,
                        AT.plusSeconds(900)),
                new ReportRequested(RELEASE, DEPLOYMENT, "vps-1", null));
    }

    private static StoredData stored() {
        var backup = new AgentReport.Backup(
                "redis",
                "/var/lib/kaleem-release/backups/kaleem/production/redis/dump.rdb.zst",
                4096,
                "0".repeat(64),
                true,
                true,
                AT);
        return new StoredData(
                AT,
                List.of(new StoredData.Stored(StoredData.Kind.SCHEDULED, DEPLOYMENT, "1.4.0", backup)),
                List.of(new StoredData.Schedule("redis", AT.plusSeconds(86400), null, null)),
                List.of(new StoredData.Drill(
                        "01JD7Q4S0000000000000000T1",
                        "redis",
                        "dump.rdb.zst",
                        StoredData.DrillState.PASSED,
                        AT,
                        AT.plusSeconds(4),
                        "restored, counted and checked",
                        List.of(new StoredData.Count("db0", 40, 42, 41)),
                        RELEASE,
                        DEPLOYMENT)));
    }

    static Stream<Message> facts() {
        var gates = Arrays.stream(Verdict.values()).map(Examples::gates).map(GateFact::of);
        var agent = Arrays.stream(Phase.values()).map(Examples::agent).map(AgentFact::of);
        var rest = Stream.of(
                new Beat(
                        "vps-1",
                        AT,
                        "0.1.0",
                        List.of(new Serving("kaleem", "production", RELEASE, "1.4.0", true, null, stored()))),
                new NoticeDelivered(RELEASE, DEPLOYMENT, "team", "release.succeeded.v1", 1, AT),
                new NoticeGivenUp(RELEASE, DEPLOYMENT, "team", "release.succeeded.v1", 12, AT, "HTTP 404 no_service"));
        return Stream.of(gates, agent, rest).flatMap(it -> it);
    }

    static Stream<Message> events() {
        return Stream.<ReleaseEvent>of(
                        new ReleaseEvent.Requested(DEPLOYMENT, AT, "ci", "weekly release"),
                        new ReleaseEvent.ChecksStarted(DEPLOYMENT, AT),
                        new ReleaseEvent.GateFinished(DEPLOYMENT, AT, GatePhase.BEFORE, LINT),
                        new ReleaseEvent.ChecksPassed(
                                DEPLOYMENT, AT, "c0ffee".repeat(6) + "c0ff", Map.of("api", IMAGE.value())),
                        new ReleaseEvent.ChecksFailed(DEPLOYMENT, AT, "lint failed: exit 1", false, List.of("lint")),
                        new ReleaseEvent.ApprovalAwaited(
                                DEPLOYMENT, AT, 1, AT.plus(Duration.ofHours(24)), "salma", "tried it on staging"),
                        new ReleaseEvent.Approved(DEPLOYMENT, AT, "policy", "no approval asked for"),
                        new ReleaseEvent.Declined(DEPLOYMENT, AT, "salma", "not on a Friday"),
                        new ReleaseEvent.Queued(DEPLOYMENT, AT),
                        new ReleaseEvent.TurnAwaited(DEPLOYMENT, AT, OTHER),
                        new ReleaseEvent.DeploymentStarted(DEPLOYMENT, AT, "vps-1", 7),
                        new ReleaseEvent.StepFinished(DEPLOYMENT, AT, step()),
                        new ReleaseEvent.PromotionAwaited(DEPLOYMENT, AT, 3, AT.plusSeconds(14_400), Canary.Pause.BACK),
                        new ReleaseEvent.Promoted(DEPLOYMENT, AT, 3, "salma"),
                        new ReleaseEvent.Switched(DEPLOYMENT, AT),
                        new ReleaseEvent.Verified(
                                DEPLOYMENT, AT, "Nothing verified it. No gate was run: smoke: no source"),
                        new ReleaseEvent.VerificationFailed(
                                DEPLOYMENT, AT, "health failed: HTTP 500", false, List.of("health")),
                        new ReleaseEvent.Kept(DEPLOYMENT, AT, AT.plusSeconds(900)),
                        new ReleaseEvent.TurningBack(DEPLOYMENT, AT, "health failed: HTTP 500"),
                        new ReleaseEvent.Succeeded(DEPLOYMENT, AT),
                        new ReleaseEvent.TurnBroken(
                                DEPLOYMENT, AT, "salma", "the server is gone", "vps-1", AT.minusSeconds(600)),
                        new ReleaseEvent.Failed(DEPLOYMENT, AT, "api never became healthy", "Read the step's log"),
                        new ReleaseEvent.Expired(DEPLOYMENT, AT, "No verdict within 60 minutes", "Start it again"),
                        new ReleaseEvent.RolledBack(DEPLOYMENT, AT, "health failed: HTTP 500", "Mend it"),
                        new ReleaseEvent.RollbackFailed(DEPLOYMENT, AT, "1.3.0 does not start", "Call somebody"),
                        new ReleaseEvent.Cancelled(DEPLOYMENT, AT, "salma", "superseded by 1.4.1"),
                        new ReleaseEvent.AgentSilent(DEPLOYMENT, AT, "vps-1", AT.minusSeconds(60)),
                        new ReleaseEvent.AgentHeard(DEPLOYMENT, AT, "vps-1"),
                        new ReleaseEvent.Held(
                                DEPLOYMENT,
                                AT,
                                Hold.Kind.FROZEN,
                                "production is frozen: no releases before the weekend",
                                AT.plusSeconds(3600)),
                        new ReleaseEvent.Paused(DEPLOYMENT, AT, "salma", "the shop is full"),
                        new ReleaseEvent.Resumed(DEPLOYMENT, AT, "salma", "it is quiet now"),
                        new ReleaseEvent.FreezeWaived(DEPLOYMENT, AT, "omar", "orders fail"),
                        new ReleaseEvent.CheckSigned(
                                DEPLOYMENT, AT, "Order creation flow", false, "salma", "the total is wrong", 7),
                        new ReleaseEvent.Tagged(DEPLOYMENT, AT, "v1.4.0", "put v1.4.0 on 4f2c1d9e8b7a"),
                        new ReleaseEvent.TagFailed(
                                DEPLOYMENT, AT, "v1.4.0", "v1.4.0 is on another commit, and a tag is never moved"),
                        new ReleaseEvent.BackupMissed(
                                DEPLOYMENT, AT, "redis", AT.minusSeconds(3600), "the disk is full"),
                        new ReleaseEvent.DrillFailed(
                                DEPLOYMENT,
                                AT,
                                "01JD7Q4S0000000000000000T1",
                                "redis",
                                "dump.rdb.zst",
                                "Restored, but 1 of 2 counts differ"))
                .map(Examples::told);
    }

    private static Told told(ReleaseEvent event) {
        var standing = new Told.Standing(
                "kaleem",
                "production",
                "1.4.0",
                "REGULAR",
                DeploymentState.DEPLOYING,
                "ci",
                "1.3.0",
                List.of("feat: products in two languages"),
                null,
                null,
                "http://127.0.0.1:8080/api/v1/releases/" + RELEASE);
        var team =
                new Channel("team", Channel.Kind.SLACK, null, "/run/secrets/slack", null, List.of("production"), "ar");
        return new Told(RELEASE, 4, event, standing, List.of(team));
    }

    private static Step step() {
        return new Step("healthy", StepState.DONE, AT, AT.plusSeconds(4), "api answered 200 at attempt 3 of 10", null);
    }

    private static AgentReport agent(Phase phase) {
        return new AgentReport(
                RELEASE,
                DEPLOYMENT,
                "vps-1",
                "kaleem",
                "production",
                7,
                12,
                AT,
                phase,
                List.of(step()),
                List.of(new Backup("redis", "/var/lib/kaleem/redis.rdb", 2048, "cd".repeat(32), true, false, AT)),
                Map.of("api", IMAGE),
                phase == Phase.SWITCHED ? AT.plusSeconds(600) : null,
                phase == Phase.KEPT ? AT.plusSeconds(900) : null,
                "1.4.0",
                phase.isEnd() && phase != Phase.SUCCEEDED ? "api answered 500" : null,
                phase == Phase.ROLLBACK_FAILED ? "Start 1.3.0 by hand" : null,
                null,
                phase == Phase.RUNNING
                        ? new AgentReport.Paused(3, AT, AT.plusSeconds(14_400), Canary.Pause.BACK)
                        : null);
    }

    private static GateReport gates(Verdict verdict) {
        return new GateReport(
                RELEASE,
                DEPLOYMENT,
                GatePhase.BEFORE,
                3,
                AT,
                verdict,
                "c0ffee".repeat(6) + "c0ff",
                Map.of("api", IMAGE.value()),
                List.of("feat: products in two languages"),
                verdict == Verdict.FAILED ? List.of(LINT, FORMAT) : List.of(LINT),
                verdict == Verdict.FAILED ? "unit failed: 2 of 312 tests" : null);
    }
}
