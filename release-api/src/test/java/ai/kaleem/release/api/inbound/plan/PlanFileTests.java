package ai.kaleem.release.api.inbound.plan;

import static ai.kaleem.release.common.contract.Request.RestorePolicy.AUTO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.PrometheusCheck;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.contract.Triggers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanFileTests {

    private static final Path PLANS = Path.of("src/test/resources/plans");

    private final PlanFile file = new PlanFile(new PlanSchema());

    @Test
    void aUsefulPlanIsShort() throws IOException {
        assertThat(Files.readAllLines(PLANS.resolve("minimal.yml"))).hasSizeLessThanOrEqualTo(15);

        var resolved = plan("minimal.yml").resolve("production", Wanted.version("1.0.0"));

        assertThat(resolved.images()).containsExactly(Map.entry("api", "shop-api:1.0.0"));
        assertThat(resolved.publish()).isEqualTo("127.0.0.1:3000");
        assertThat(resolved.source()).isNull();
        assertThat(resolved.policy().confirmWithin()).isEqualTo(Duration.ofMinutes(10));
        var api = resolved.services().getFirst();
        assertThat(api.publish()).isEqualTo("127.0.0.1:3000");
        assertThat(api.networks()).containsExactly("shop-production");
        assertThat(api.health())
                .isEqualTo(new ServiceSpec.Health("/api/health", 10, Duration.ofSeconds(2), Duration.ofSeconds(5)));
    }

    @Test
    void readsEveryFieldOfAService() throws IOException {
        var production = plan("kaleem.yml").resolve("production", Wanted.version("1.4.0"));

        assertThat(production.services()).extracting(ServiceSpec::name).containsExactly("api", "worker");
        assertThat(production.services().getFirst())
                .isEqualTo(ServiceSpecBuilder.builder()
                        .name("api")
                        .image("ghcr.io/owner/repo/kaleem-api:v1.4.0")
                        .port(3000)
                        .publish("127.0.0.1:3000")
                        .envFile("/opt/kaleem/api.env")
                        .environment(Map.of("NODE_ENV", "production", "LOG", "yes"))
                        .volumes(List.of("/opt/kaleem/uploads:/app/uploads", "cache:/cache:ro"))
                        .networks(List.of("kaleem"))
                        .memory(512L << 20)
                        .cpus(1.5)
                        .stopGrace(Duration.ofSeconds(15))
                        .health(new ServiceSpec.Health(
                                "/api/health", 20, Duration.ofMillis(500), Duration.ofSeconds(5)))
                        .dependsOn(List.of("redis"))
                        .migrate(new ServiceSpec.Migration(
                                List.of("npm", "run", "migrate"), Duration.ofMinutes(10), false))
                        .strategy(ServiceSpec.Strategy.BLUE_GREEN)
                        .bootstrap(new Bootstrap(
                                List.of(List.of("npm", "run", "seed"), List.of("npm", "run", "index")),
                                Duration.ofMinutes(2)))
                        .requiredEnv(List.of("JWT_SECRET", "MONGODB_URI"))
                        .configures(List.of(new Configuration(
                                "kaleem-nginx",
                                "/opt/kaleem/next",
                                "/opt/kaleem/nginx",
                                List.of("nginx", "-t"),
                                List.of("nginx", "-s", "reload"),
                                Duration.ofSeconds(30),
                                null)))
                        .build());
        assertThat(production.datastores().getFirst().bootstrap())
                .isEqualTo(new Bootstrap(List.of(List.of("redis-cli", "SETNX", "v", "0")), Duration.ofSeconds(30)));
        assertThat(production.datastores().getLast().bootstrap()).isNull();
        assertThat(production.services().getLast())
                .returns("ghcr.io/owner/repo/kaleem-api:v1.4.0", ServiceSpec::image)
                .returns(List.of("node", "dist/worker.js"), ServiceSpec::command)
                .returns(false, ServiceSpec::isRouted);
    }

    @Test
    void anEnvironmentOverridesFieldByField() throws IOException {
        var staging = plan("kaleem.yml").resolve("staging", Wanted.version("1.4.0"));

        assertThat(staging.services().getFirst())
                .returns("/opt/kaleem/api.staging.env", ServiceSpec::envFile)
                .returns(Map.of("NODE_ENV", "staging", "LOG", "yes"), ServiceSpec::environment)
                .returns(
                        new ServiceSpec.Migration(
                                List.of("npm", "run", "migrate:staging"), Duration.ofMinutes(30), true),
                        ServiceSpec::migrate)
                .returns(List.of("staging"), ServiceSpec::networks)
                .returns("127.0.0.1:3001", ServiceSpec::publish)
                .returns(
                        List.of(new Configuration(
                                "kaleem-proxy",
                                "/opt/kaleem/next.staging",
                                "/opt/kaleem/proxy",
                                List.of("haproxy", "-c", "-f", "/etc/haproxy"),
                                List.of("kill", "-HUP", "1"),
                                Duration.ofSeconds(5),
                                "http://127.0.0.1:81/health")),
                        ServiceSpec::configures)
                .returns(512L << 20, ServiceSpec::memory);
        assertThat(staging.datastores())
                .containsExactly(
                        DatastoreSpecBuilder.builder()
                                .name("redis")
                                .type(DatastoreSpec.Type.REDIS)
                                .container("kaleem-redis-staging")
                                .keep(3)
                                .timeout(Duration.ofMinutes(10))
                                .bootstrap(new Bootstrap(
                                        List.of(List.of("redis-cli", "SETNX", "v", "0")), Duration.ofSeconds(30)))
                                .build(),
                        DatastoreSpecBuilder.builder()
                                .name("orders")
                                .type(DatastoreSpec.Type.POSTGRES)
                                .container("kaleem-postgres")
                                .keep(2)
                                .timeout(Duration.ofMinutes(10))
                                .database("staging")
                                .alsoKeep(new DatastoreSpec.Periods(10, 0, 12))
                                .schedule(new DatastoreSpec.Schedule("30 2 * * 1-5", "Asia/Riyadh"))
                                .drill(new DatastoreSpec.Drill(
                                        List.of("psql", "-c", "SELECT 1"),
                                        new DatastoreSpec.Schedule("0 5 * * 0", "UTC")))
                                .build(),
                        DatastoreSpecBuilder.builder()
                                .name("uploads")
                                .type(DatastoreSpec.Type.FOLDER)
                                .container("")
                                .keep(7)
                                .timeout(Duration.ofMinutes(10))
                                .source("/opt/kaleem/uploads.staging")
                                .alsoKeep(new DatastoreSpec.Periods(7, 4, 6))
                                .build(),
                        DatastoreSpecBuilder.builder()
                                .name("search")
                                .type(DatastoreSpec.Type.COMMAND)
                                .container("kaleem-qdrant-staging")
                                .keep(7)
                                .backup(List.of("snapshot", "/tmp/s"))
                                .restore(List.of("recover"))
                                .timeout(Duration.ofMinutes(10))
                                .alsoKeep(new DatastoreSpec.Periods(7, 4, 6))
                                .build());
    }

    @Test
    void readsWhatGatesDecideAndWhen() {
        var gates = file.readYaml("""
                app: shop
                repository: https://github.com/owner/shop.git
                services:
                  api: {image: shop-api}
                gates:
                  before:
                    - name: lint
                      run: [npm, run, lint]
                      severity: warning
                      when: {types: [REGULAR, RC], changed: ["Backend/**", "*.sql"]}
                    - {name: e2e, run: [npm, run, e2e], shadow: true}
                    - {name: unit, run: [npm, test], severity: blocking, flaky: {retries: 3}}
                environments:
                  production: {agent: vps-1}
                """).before();

        assertThat(gates)
                .extracting(GateSpec::severity)
                .containsExactly(GateSpec.Severity.WARNING, GateSpec.Severity.SHADOW, GateSpec.Severity.BLOCKING);
        assertThat(gates.getFirst().when())
                .isEqualTo(new GateSpec.When(
                        List.of(ReleaseType.REGULAR, ReleaseType.RC), List.of("Backend/**", "*.sql")));
        assertThat(gates.getLast().flaky()).isEqualTo(new GateSpec.Flaky(3, Duration.ofSeconds(5)));
    }

    @Test
    void readsTheReportsOfAGate() {
        var gate = file.readYaml("""
                app: shop
                repository: https://github.com/owner/shop.git
                services:
                  api: {image: shop-api}
                gates:
                  before:
                    - name: unit
                      run: [npm, test]
                      reports:
                        - junit: build/test-results/**/*.xml
                        - {lcov: coverage/lcov.info, minimum: 80%}
                        - {npmAudit: output}
                        - {sarif: eslint.sarif, threshold: warning}
                        - {typescript: output}
                environments:
                  production: {agent: vps-1}
                """).before().getFirst();

        assertThat(gate.reports())
                .containsExactly(
                        new ReportSpec(ReportSpec.Format.JUNIT, "build/test-results/**/*.xml", null, null),
                        new ReportSpec(ReportSpec.Format.LCOV, "coverage/lcov.info", null, 0.8),
                        new ReportSpec(ReportSpec.Format.NPM_AUDIT, null, "high", null),
                        new ReportSpec(ReportSpec.Format.SARIF, "eslint.sarif", "warning", null),
                        new ReportSpec(ReportSpec.Format.TYPESCRIPT, null, null, null));
    }

    @Test
    void readsGatesPolicyAndChannels() throws IOException {
        var production = plan("kaleem.yml").resolve("production", Wanted.version("1.4.0"));

        assertThat(production.source()).isEqualTo(new Source("https://github.com/owner/kaleem.git", "v1.4.0"));
        assertThat(production.before())
                .containsExactly(
                        GateSpecBuilder.builder()
                                .name("lint")
                                .run(new GateSpec.Command(List.of("npm", "run", "lint:strict"), "Backend", Map.of()))
                                .timeout(Duration.ofMinutes(5))
                                .retries(2)
                                .build(),
                        GateSpecBuilder.builder()
                                .name("unit")
                                .run(new GateSpec.Command(List.of("npm", "test"), ".", Map.of("CI", "1")))
                                .needs(List.of("lint"))
                                .timeout(Duration.ofMinutes(10))
                                .build());
        assertThat(production.after().getFirst().http())
                .isEqualTo(
                        new GateSpec.Http("/api/health", 200, "\"status\":\\s*\"healthy\"", 5, Duration.ofSeconds(1)));
        assertThat(production.policy().bake()).isEqualTo(Duration.ofMinutes(90));
        assertThat(production.policy().restore()).isEqualTo(AUTO);
        assertThat(production.channels()).extracting(Channel::name).containsExactly("slack", "audit");
        assertThat(plan("kaleem.yml")
                        .resolve("staging", Wanted.version("1.4.0"))
                        .channels())
                .extracting(Channel::name)
                .containsExactly("audit");
    }

    @Test
    void readsHowTrafficMovesAndWhatTakesItBack() throws IOException {
        var production = plan("kaleem.yml").resolve("production", Wanted.version("1.4.0"));

        assertThat(production.policy().canary())
                .isEqualTo(new Canary(
                        List.of(
                                new Canary.Step(0, Duration.ofMinutes(10), new Canary.Match("X-Canary", null, "yes")),
                                new Canary.Step(10, Duration.ofMinutes(2)),
                                new Canary.Step(50, Duration.ofMinutes(5))),
                        new Canary.Analysis(
                                100,
                                Duration.ofSeconds(15),
                                0.025,
                                Duration.ofMillis(800),
                                1.5,
                                3,
                                "/api/products",
                                Duration.ofMinutes(20),
                                List.of(new PrometheusCheck(
                                        "slowness",
                                        "http://127.0.0.1:9090",
                                        "latency{name=\"{{canary.api}}\"} / latency{name=\"{{baseline.api}}\"}",
                                        1.25,
                                        null,
                                        Duration.ZERO)))));
        assertThat(production.policy().turnsBackOn())
                .isEqualTo(new Triggers(
                        0.04,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        2,
                        false,
                        List.of(new PrometheusCheck(
                                "orders",
                                "http://127.0.0.1:9090/prometheus",
                                "sum(rate(orders_total[1m]))",
                                null,
                                0.5,
                                Duration.ofMinutes(3)))));
    }

    @Test
    void readsWhatMustNotRunTwiceAndAsksTheAgentSo() throws IOException {
        var staging = plan("kaleem.yml").resolve("staging", Wanted.version("1.4.0"));

        assertThat(staging.servicesWith(Map.of("api", "sha256:" + "a".repeat(64)))
                        .getFirst())
                .returns(true, ServiceSpec::isAlone)
                .returns("sha256:" + "a".repeat(64), ServiceSpec::image)
                .returns("127.0.0.1:3001", ServiceSpec::publish);
        assertThat(plan("minimal.yml")
                        .resolve("production", Wanted.version("1.0.0"))
                        .services())
                .noneMatch(ServiceSpec::isAlone);
    }

    @Test
    void movesAllTrafficAtOnceUnlessACanaryIsAskedFor() throws IOException {
        var policy = plan("minimal.yml")
                .resolve("production", Wanted.version("1.0.0"))
                .policy();

        assertThat(policy.canary()).isNull();
        assertThat(policy.turnsBackOn()).isEqualTo(Triggers.DEFAULT);
    }

    @Test
    void fillsInTheAnalysisThatIsLeftOut() {
        var policy = file.readYaml("""
                        app: shop
                        services:
                          api: {image: shop-api, port: 3000}
                        environments:
                          production: {agent: vps-1, strategy: {canary: [{weight: 20, for: 1m}]}}
                        """)
                .resolve("production", Wanted.version("1.0.0"))
                .policy();

        assertThat(policy.canary())
                .isEqualTo(new Canary(List.of(new Canary.Step(20, Duration.ofMinutes(1))), Canary.Analysis.DEFAULT));
    }

    @Test
    void aCanaryMayWaitForAPerson() {
        var policy = file.readYaml("""
                        app: shop
                        services:
                          api: {image: shop-api, port: 3000}
                        environments:
                          production:
                            agent: vps-1
                            strategy: {canary: [{weight: 20, for: 1m}, {pause: {}}, {weight: 50, for: 1m}, {pause: {within: 2h, then: on}}]}
                        """)
                .resolve("production", Wanted.version("1.0.0"))
                .policy();

        assertThat(policy.canary())
                .isEqualTo(new Canary(
                        List.of(
                                new Canary.Step(20, Duration.ofMinutes(1)),
                                Canary.Step.pause(Duration.ofHours(24), Canary.Pause.BACK),
                                new Canary.Step(50, Duration.ofMinutes(1)),
                                Canary.Step.pause(Duration.ofHours(2), Canary.Pause.ON)),
                        Canary.Analysis.DEFAULT));
    }

    @Test
    void onIsAWordAndNotTheTruth() throws IOException {
        assertThat(plan("kaleem.yml").channels().getFirst().on()).containsExactly("production");
    }

    @Test
    void jsonSaysTheSame() {
        var json = """
                {"app": "shop", "services": {"api": {"image": "shop-api", "port": 3000, "health": {"path": "/api/health"}}},
                 "environments": {"production": {"agent": "vps-1", "publish": "127.0.0.1:3000"}}}""";

        assertThat(file.readJson(json)).isEqualTo(file.readYaml(json));
    }

    @Test
    void aPlanThatIsTooLongIsNotRead() {
        var long_ = "# " + "x".repeat(PlanFile.MAX_LENGTH);

        assertThatThrownBy(() -> file.readYaml(long_)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> file.readJson("{\"app\": \"%s\"}".formatted(long_)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void everyFaultHasItsLine() {
        assertThatThrownBy(() -> file.readYaml("""
                app: shop
                services:
                  api: {image: shop-api}
                environments:
                  production:
                    agent: vps 1
                """))
                .isInstanceOfSatisfying(
                        FaultsFound.class,
                        it -> assertThat(it.faults())
                                .singleElement()
                                .satisfies(fault -> assertThat(fault.line()).isEqualTo(6)));
    }

    private Plan plan(String name) throws IOException {
        return file.readYaml(Files.readString(PLANS.resolve(name)));
    }
}
