package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.contract.Triggers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Resolved plans of one small app. */
public final class Plans {

    public static final String AGENT = "vps-1";

    private Plans() {}

    /** With gates before and after the switch. */
    public static ResolvedPlan guarded(String version) {
        return plan(version, List.of(gate("lint")), List.of(gate("health")));
    }

    /** Without any gate. */
    public static ResolvedPlan bare(String version) {
        return plan(version, List.of(), List.of());
    }

    public static ResolvedPlan plan(String version, List<GateSpec> before, List<GateSpec> after) {
        return plan("kaleem", "production", version, before, after);
    }

    public static ResolvedPlan plan(
            String app, String environment, String version, List<GateSpec> before, List<GateSpec> after) {
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image("kaleem-api:" + version)
                .port(3000)
                .publish("127.0.0.1:3000")
                .environment(Map.of("a.key", "$value"))
                .networks(List.of("kaleem"))
                .stopGrace(Duration.ofSeconds(10))
                .bootstrap(
                        new Bootstrap(List.of(List.of("npm", "run", "seed"), List.of("true")), Duration.ofMinutes(2)))
                .build();
        return new ResolvedPlan(
                app,
                version,
                new Source("https://example.org/kaleem.git", "v" + version),
                "v",
                environment,
                AGENT,
                "127.0.0.1:3000",
                List.of(api),
                List.of(),
                before,
                after,
                new Policy(
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(15),
                        RestorePolicy.NEVER,
                        new Canary(List.of(new Canary.Step(10, Duration.ofMinutes(2))), Canary.Analysis.DEFAULT),
                        Triggers.DEFAULT),
                Duration.ofMinutes(60),
                Duration.ofHours(24),
                Decisions.NONE,
                List.of(new Channel("team", Channel.Kind.SLACK, null, "/run/secrets/slack", null, List.of(), "en")),
                "ab".repeat(32),
                null,
                ManualChecks.NONE);
    }

    public static GateSpec gate(String name) {
        return GateSpecBuilder.builder()
                .name(name)
                .http(new GateSpec.Http("/api/" + name, 200, null, 1, Duration.ofSeconds(1)))
                .timeout(Duration.ofSeconds(10))
                .build();
    }
}
