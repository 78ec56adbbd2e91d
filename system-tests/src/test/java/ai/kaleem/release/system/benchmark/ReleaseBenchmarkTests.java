package ai.kaleem.release.system.benchmark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What visitors lose when a product is released, each time under the load of {@link Crowd}, and how soon all of them are back
 * when it was bad. The script that this product replaces is measured in the same run.
 */
@Tag("benchmark")
@Isolated
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseBenchmarkTests {

    private static final String AT_ONCE = "{bake: 1s}";
    private static final String CANARY =
            "{canary: [{weight: 20, for: 10s}, {weight: 50, for: 10s}], analysis: {every: 2s, latency: 5s, slower: 4}, bake: 1s}";

    /** Of version 2; without it what needs it is left out. */
    private static final Optional<String> COMPOSE = DeployScript.program();

    /** Of the scenarios, those with this in their name; all of them where nothing is said. */
    private static final String ONLY = System.getProperty("benchmark.only", "");

    private Installation installation;
    private Wares wares;

    @BeforeAll
    void open() {
        installation = Installation.shared();
        wares = Wares.of(installation);
    }

    @Test
    void theScriptAndThisSideBySide() {
        assumeTrue(COMPOSE.isPresent(), "There is no docker-compose, so there is no script to compare with");
        var table = new Report(
                "The script and this, side by side: 500 requests a second and 50 WebSockets, a product that starts in 3 s",
                "release",
                "how",
                "requests",
                "lost",
                "longest outage",
                "old version serves again after");
        for (var version : List.of(Wares.BETTER, Wares.NEVER_HEALTHY)) {
            var bad = version.equals(Wares.NEVER_HEALTHY);
            var what = bad ? "bad: never healthy" : "good";
            try (var script = DeployScript.on(installation, wares, COMPOSE.get());
                    var crowd = script.crowd()) {
                var asked = Instant.now();
                script.releases(version);
                crowd.seesMuchOf(bad ? Wares.GOOD : version);
                var seen = crowd.goesHome();
                table.row(what, "script", seen.sent(), seen.lost(), seen.longestGap(), bad ? outage(seen, asked) : "-");
            }
            try (var product = open("side-" + (bad ? "bad" : "good"), AT_ONCE);
                    var crowd = product.crowd()) {
                var asked = Instant.now();
                product.release(version).reaches(bad ? "FAILED" : "SUCCEEDED");
                crowd.seesMuchOf(bad ? Wares.GOOD : version);
                var seen = crowd.goesHome();
                table.row(what, "agent", seen.sent(), seen.lost(), seen.longestGap(), bad ? outage(seen, asked) : "-");
            }
        }
        table.done();
    }

    /** From the request to the first answer after the longest silence. */
    private static String outage(Impressions seen, Instant asked) {
        if (seen.lost() == 0) {
            return "it never stopped";
        }
        return Report.seconds(Duration.between(asked, seen.endOfLongestGap()));
    }

    @Test
    void whatVisitorsLose() {
        var table = new Report(
                "What visitors lose: 500 requests a second, half of them on new connections, and 50 WebSockets",
                "what",
                "requests",
                "lost",
                "longest gap",
                "WebSockets cut / refused",
                "longest silence of one",
                "note");
        told(table, "blue-green", () -> good(table, "blue-green", "", AT_ONCE));
        told(table, "canary", () -> good(table, "canary", "", CANARY));
        told(table, "recreate", () -> good(table, "recreate", ", strategy: recreate", AT_ONCE));
        told(table, "bad release, never healthy", () -> neverHealthy(table));
        told(table, "bad release, found after the switch", () -> foundAfterTheSwitch(table));
        told(table, "emergency rollback to a warm version", () -> rollBackToWarm(table));
        told(table, "emergency rollback to a stopped version", () -> rollBackToStopped(table));
        if (Nginx.image().isPresent()) {
            told(table, "blue-green, nginx in front", () -> nginxInFront(table));
        }
        if (COMPOSE.isPresent()) {
            told(table, "adopted service", () -> adopted(table));
        }
        table.done();
    }

    /** What went otherwise than it should is a line of the table, too, and the rest goes on. */
    private static void told(Report table, String what, Runnable scenario) {
        if (!what.contains(ONLY)) {
            return;
        }
        try {
            scenario.run();
        } catch (AssertionError | RuntimeException e) {
            table.row(what, "-", "-", "-", "-", "-", "did not go as it should: " + e.getMessage());
        }
    }

    private void nginxInFront(Report table) {
        try (var product = open("nginx", AT_ONCE);
                var nginx = Nginx.before(installation, product);
                var crowd = Crowd.at(nginx.port(), "/api/products")) {
            product.release(Wares.BETTER).reaches("SUCCEEDED");
            crowd.seesMuchOf(Wares.BETTER);
            row(table, "blue-green, nginx in front", crowd, "");
        }
    }

    private void neverHealthy(Report table) {
        try (var product = open("unhealthy", AT_ONCE);
                var crowd = product.crowd()) {
            product.release(Wares.NEVER_HEALTHY).reaches("FAILED");
            row(table, "bad release, never healthy", crowd, "the old version served throughout");
        }
    }

    private void good(Report table, String what, String service, String strategy) {
        try (var product = open(what, service, strategy);
                var crowd = product.crowd()) {
            var run = product.release(Wares.BETTER).reaches("SUCCEEDED");
            crowd.seesMuchOf(Wares.BETTER);
            row(
                    table,
                    what,
                    crowd,
                    service.isEmpty() ? "" : run.step("switch").path("detail").asString());
        }
    }

    private void foundAfterTheSwitch(Report table) {
        try (var product = open("wrong", AT_ONCE);
                var crowd = product.crowd()) {
            var run = product.release(Wares.WRONG).reaches("ROLLED_BACK");
            var verdict = Instant.parse(
                    run.view().path("gates").path(0).path("finishedAt").asString());
            row(
                    table,
                    "bad release, found after the switch",
                    crowd,
                    seen -> "verdict to all traffic back: "
                            + Report.seconds(Duration.between(
                                    verdict, seen.lastOf(Wares.WRONG).orElseThrow())));
        }
    }

    private void rollBackToWarm(Report table) {
        try (var product = open("warm", AT_ONCE);
                var crowd = product.crowd()) {
            product.releasesBy("{bake: 5m}");
            var run = product.release(Wares.BETTER).reaches("BAKING");
            crowd.seesMuchOf(Wares.BETTER);
            var asked = Instant.now();
            product.rollBack().reaches("SUCCEEDED");
            run.reaches("ROLLED_BACK");
            row(table, "emergency rollback to a warm version", crowd, seen -> tookBack(seen, asked, ""));
        }
    }

    private void rollBackToStopped(Report table) {
        try (var product = open("stopped", AT_ONCE);
                var crowd = product.crowd()) {
            product.release(Wares.BETTER).reaches("SUCCEEDED");
            crowd.seesMuchOf(Wares.BETTER);
            var start = ownStart();
            var asked = Instant.now();
            product.rollBack().reaches("SUCCEEDED");
            row(
                    table,
                    "emergency rollback to a stopped version",
                    crowd,
                    seen -> tookBack(seen, asked, ", of which its own start takes " + Report.seconds(start)));
        }
    }

    private static String tookBack(Impressions seen, Instant asked, String more) {
        return "POST to all traffic back: %s%s"
                .formatted(
                        Report.seconds(Duration.between(
                                asked, seen.lastOf(Wares.BETTER).orElseThrow())),
                        more);
    }

    /** Of the version before, started by hand under the same load. */
    private Duration ownStart() {
        var name = installation.prefix() + "-own-start";
        Command.run("docker", "create", "--name", name, "--label", installation.label(), wares.image(Wares.GOOD));
        try {
            var began = System.nanoTime();
            Command.run("docker", "start", name);
            var address = Command.run("docker", "inspect", "--format", "{{.NetworkSettings.IPAddress}}", name);
            while (!answers(address)) {
                LockSupport.parkNanos(20_000_000);
            }
            return Duration.ofNanos(System.nanoTime() - began);
        } finally {
            Command.run("docker", "rm", "--force", name);
        }
    }

    private static boolean answers(String address) {
        try (var socket = new Socket(address, 3000)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void adopted(Report table) {
        try (var product = Product.plain(installation, wares, "adopted", AT_ONCE);
                var script = new DeployScript(
                        installation, wares, COMPOSE.orElseThrow(), "adopted-compose", product.port())) {
            try (var crowd = product.crowd()) {
                var run = product.adopt(Wares.GOOD).reaches("SUCCEEDED");
                row(
                        table,
                        "adoption, once",
                        crowd,
                        run.step("switch").path("detail").asString());
            }
            try (var crowd = product.crowd()) {
                product.release(Wares.BETTER).reaches("SUCCEEDED");
                crowd.seesMuchOf(Wares.BETTER);
                row(table, "release of the adopted service", crowd, "");
            }
        }
    }

    private interface Note {
        String of(Impressions seen);
    }

    private static void row(Report table, String what, Crowd crowd, String note) {
        row(table, what, crowd, _ -> note);
    }

    private static void row(Report table, String what, Crowd crowd, Note note) {
        var seen = crowd.goesHome();
        table.row(
                what,
                seen.sent(),
                seen.lost(),
                seen.longestGap(),
                "%d / %d".formatted(seen.heard().cut(), seen.heard().refused()),
                seen.heard().longestSilence(),
                note.of(seen));
    }

    private Product open(String name, String strategy) {
        return open(name, "", strategy);
    }

    private Product open(String name, String service, String strategy) {
        var product = new Product(installation, wares, name, service, strategy, "");
        product.release(Wares.GOOD).reaches("SUCCEEDED");
        return product;
    }
}
