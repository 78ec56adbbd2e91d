package ai.kaleem.release.system;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.OwnSpace;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.PrivateEngine;
import ai.kaleem.release.system.world.Shop;
import java.nio.file.Path;
import java.time.Duration;

/** The journey itself, in a process of its own: the engine it restarts is not the one that everybody uses. */
public final class EngineRestart {

    static final String GOOD_END = "traffic flows to 1.1.0 again";

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
    }
}
