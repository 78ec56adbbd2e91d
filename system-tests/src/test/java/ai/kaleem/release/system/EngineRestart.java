package ai.kaleem.release.system;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.OwnSpace;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.PrivateEngine;
import ai.kaleem.release.system.world.Shop;
import java.nio.file.Path;
import java.time.Duration;

/** The journeys themselves, in a process of its own: the engine it restarts is not the one that everybody uses. */
public final class EngineRestart {

    static final String GOOD_END = "traffic flows to 1.1.0 again";
    static final String HONEST_END = "a release that the restart interrupted has ended";

    private EngineRestart() {}

    public static void main(String[] arguments) {
        OwnSpace.end(() -> tell(Path.of(arguments[0])));
    }

    private static void tell(Path folder) {
        var engine = PrivateEngine.start(folder);
        var installation = Installation.shared();
        var shop = Shop.open(installation, "restart", Plan.usual().withoutChecks());
        shop.release("1.1.0").endsAs("SUCCEEDED");
        installation.deployAgent().stop();
        engine.restart();
        var back = System.nanoTime();
        shop.isServedBy("1.1.0");
        var took = Duration.ofNanos(System.nanoTime() - back);
        System.out.printf("%s, %d ms after the engine answered%n", GOOD_END, took.toMillis());
        installation.broker().start();
        installation.deployAgent().start();
        inTheMiddle(installation, engine, shop);
    }

    /** Of a release: what was begun ends by what is found, and whatever that is, one version serves. */
    private static void inTheMiddle(Installation installation, PrivateEngine engine, Shop shop) {
        shop.put(shop.plan().starting(8_000));
        var release = shop.release("1.6.0").isIn("healthy");
        engine.restart();
        installation.broker().start();
        release.reaches("SUCCEEDED", "FAILED");
        var state = release.state();
        shop.isServedBy(state.equals("SUCCEEDED") ? "1.6.0" : "1.1.0");
        if (state.equals("FAILED")
                && (release.reason().isBlank() || release.next().isBlank())) {
            throw new AssertionError("It does not say why it failed, or what to do: " + release.told());
        }
        System.out.printf("%s, %s: %s %s%n", HONEST_END, state, release.reason(), release.next());
    }
}
