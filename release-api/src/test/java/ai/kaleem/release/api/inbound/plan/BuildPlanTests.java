package ai.kaleem.release.api.inbound.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.ImagePush;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plan that says how its images are built, and what a release of it asks for. */
class BuildPlanTests {

    private static final String API = "ghcr.io/owner/kaleem-api:1.4.0";

    private final Plan plan = new PlanFile(new PlanSchema()).readYaml("""
            app: kaleem
            repository: https://github.com/owner/kaleem.git
            services:
              api:
                image: ghcr.io/owner/kaleem-api
                port: 3000
                build: {context: Backend, dockerfile: docker/Dockerfile, target: production, args: {NODE_ENV: production}, timeout: 5m}
              worker: {image: same-as-api, command: [node, worker.js]}
              web: {image: kaleem-web, port: 80, build: Frontend}
              redis-exporter: {image: exporter, port: 9000}
            gates:
              before:
                - {name: unit, run: [npm, test]}
                - {name: lint, run: [npm, run, lint], severity: warning}
            environments:
              production: {agent: vps-1}
            """);

    @Test
    void imagesAreBuiltBesideTheGatesAndSentAfterThoseThatDecide() {
        var before = resolved(Wanted.version("1.4.0")).before();

        assertThat(before)
                .extracting(GateSpec::name)
                .containsExactly("unit", "lint", "build-api", "build-web", "push-api");
        assertThat(gate(before, "build-api").needs()).isEmpty();
        assertThat(gate(before, "build-api").timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(gate(before, "build-api").imageBuild())
                .isEqualTo(new ImageBuild(
                        API, "Backend", "docker/Dockerfile", "production", Map.of("NODE_ENV", "production")));
        assertThat(gate(before, "push-api").needs()).containsExactly("build-api", "unit");
        assertThat(gate(before, "push-api").imagePush()).isEqualTo(new ImagePush(API, List.of("api", "worker")));
    }

    @Test
    void oneThatIsLocalToTheHostIsBuiltAndSentNowhere() {
        var before = resolved(Wanted.version("1.4.0")).before();

        assertThat(gate(before, "build-web").imageBuild())
                .isEqualTo(new ImageBuild("kaleem-web:1.4.0", "Frontend", "Dockerfile", null, Map.of()));
        assertThat(gate(before, "build-web").timeout()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void nothingIsBuiltForWhoBringsTheImages() {
        var images = Map.of("api", API, "web", "kaleem-web:1.4.0", "redis-exporter", "exporter:1");

        assertThat(resolved(new Wanted("1.4.0", "main", images)).before())
                .extracting(GateSpec::name)
                .containsExactly("unit", "lint");
    }

    private ResolvedPlan resolved(Wanted wanted) {
        return plan.resolve("production", wanted);
    }

    private static GateSpec gate(List<GateSpec> gates, String name) {
        return gates.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }
}
