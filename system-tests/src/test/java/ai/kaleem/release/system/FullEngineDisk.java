package ai.kaleem.release.system;

import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.OwnSpace;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.PrivateEngine;
import ai.kaleem.release.system.world.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The journey itself, in a process of its own: the disk that it fills is not the one that everybody uses. */
public final class FullEngineDisk {

    static final String HONEST_END = "a release that found no room for its image has ended";

    private FullEngineDisk() {}

    public static void main(String[] arguments) {
        OwnSpace.end(() -> tell(Path.of(arguments[0])));
    }

    private static void tell(Path folder) {
        var disk = folder.resolve("data");
        Command.run("mkdir", disk.toString());
        Command.run("mount", "-t", "tmpfs", "-o", "size=8g", "tmpfs", disk.toString());
        PrivateEngine.start(folder);
        var installation = Installation.shared();
        try (var registry = Registry.start(folder.resolve("registry"))) {
            var shop = Shop.open(installation, "full-disk", Plan.usual().withoutGates());
            shop.release("1.1.0").endsAs("SUCCEEDED");
            var image = registry.image("owner/api") + "@" + registry.pushNew("owner/api:2.0.0");

            registry.freeze();
            var release = shop.releaseOfImage("2.0.0", null, image).isIn("pull");
            fill(disk);
            registry.thaw();
            release.endsAs("FAILED");

            System.out.printf("%s: %s %s%n", HONEST_END, release.reason(), release.next());
            shop.isServedBy("1.1.0");
            Command.run("rm", disk.resolve("filler").toString());
            shop.release("1.6.0").endsAs("SUCCEEDED");
            shop.isServedBy("1.6.0");
        }
    }

    /** Between the look at what is free and what then needs it. */
    private static void fill(Path disk) {
        try {
            var free = Files.getFileStore(disk).getUsableSpace();
            Command.run(
                    "fallocate",
                    "--length",
                    String.valueOf(free),
                    disk.resolve("filler").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
