package ai.kaleem.release.system.world;

import ai.kaleem.release.common.testing.Images;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shop's release plan, as far as journeys differ. All else is as in {@code samples/kaleem-mini.yml}, with shorter times.
 *
 * @param restore {@code never} or {@code auto}
 * @param verified whether gates ask the live product after the switch
 * @param checked whether gates look at the source before
 * @param startDelayMillis how long the product needs to start
 * @param attempts how often its health is asked, every 500 ms
 * @param bake how long the old version stays warm
 * @param built the name of the image that releases build, and tag what it was made of; null where it is there already
 */
public record Plan(
        String restore,
        boolean verified,
        boolean checked,
        int startDelayMillis,
        int attempts,
        String confirmWithin,
        String bake,
        @Nullable String built) {

    public static Plan usual() {
        return new Plan("never", true, true, 1000, 40, "60s", "1s", null);
    }

    public Plan restoring() {
        return new Plan("auto", verified, checked, startDelayMillis, attempts, confirmWithin, bake, built);
    }

    public Plan withoutChecks() {
        return new Plan(restore, verified, false, startDelayMillis, attempts, confirmWithin, bake, built);
    }

    public Plan withoutGates() {
        return new Plan(restore, false, false, startDelayMillis, attempts, confirmWithin, bake, built);
    }

    public Plan starting(int millis) {
        return new Plan(restore, verified, checked, millis, attempts, confirmWithin, bake, built);
    }

    public Plan askingHealth(int times) {
        return new Plan(restore, verified, checked, startDelayMillis, times, confirmWithin, bake, built);
    }

    public Plan confirmedWithin(String time) {
        return new Plan(restore, verified, checked, startDelayMillis, attempts, time, bake, built);
    }

    public Plan baking(String time) {
        return new Plan(restore, verified, checked, startDelayMillis, attempts, confirmWithin, time, built);
    }

    /** Releases build their image themselves. */
    public Plan building(String image) {
        return new Plan(restore, verified, checked, startDelayMillis, attempts, confirmWithin, bake, image);
    }

    String yaml(
            String app, Source source, String agent, int port, String network, String redis, Map<String, String> hook) {
        var before = """
                  before:
                    - {name: lint, run: [node, scripts/lint.js], timeout: 1m}
                    - {name: types, run: [node, scripts/typecheck.js], timeout: 1m}
                    - {name: unit, run: [node, scripts/test.js, unit], needs: [lint], timeout: 1m}
                """;
        var after = """
                  after:
                    - {name: health, http: {path: /api/health/detailed, body: '"status":"(healthy|degraded)"', attempts: 5, every: 300ms}}
                    - {name: products, http: {path: /api/products, body: '"price":\\d', attempts: 2, every: 200ms}}
                """;
        var gates = checked || verified ? "gates:\n" + (checked ? before : "") + (verified ? after : "") : "";
        return """
                app: %s
                repository: %s
                versioning: {tagPrefix: v, initial: 1.0.0%s}
                services:
                  api:
                    image: %s
                    %s
                    port: 3000
                    networks: [%s]
                    environment: {REDIS_URL: "redis://redis:6379", START_DELAY_MS: "%d", DRAIN_MS: "2000"}
                    stopGrace: 5s
                    health: {path: /api/health, attempts: %d, every: 500ms}
                    dependsOn: [redis]
                  worker:
                    image: same-as-api
                    command: [node, /app/src/worker.js]
                    networks: [%s]
                    environment: {REDIS_URL: "redis://redis:6379"}
                    stopGrace: 5s
                    dependsOn: [api]
                datastores:
                  redis: {type: redis, container: %s, keep: 3}
                %s
                environments:
                  production:
                    agent: %s
                    publish: "127.0.0.1:%d"
                    confirmWithin: %s
                    strategy: {bake: %s}
                    restore: %s
                notify:
                  - {name: team, channel: webhook, url: "%s", secretFile: %s}
                """.formatted(
                        app,
                        source.url(),
                        built == null ? "" : ", tag: after",
                        built == null ? source.image() : built,
                        built == null
                                ? ""
                                : "build: {args: {BASE: \"%s\"}}"
                                        .formatted(Images.node().asCanonicalNameString()),
                        network,
                        startDelayMillis,
                        attempts,
                        network,
                        redis,
                        gates,
                        agent,
                        port,
                        confirmWithin,
                        bake,
                        restore,
                        hook.get("url"),
                        hook.get("secretFile"));
    }
}
