package ai.kaleem.release.system.world;

import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The sample product's git repository and the images of its versions, made by the samples' own scripts. */
final class Source {

    private final Path repository;
    private final String image;

    private Source(Path repository, String image) {
        this.repository = repository;
        this.image = image;
    }

    static Source made(Path folder, String image) {
        var repository = folder.resolve("repository");
        Command.run(Installation.ROOT.resolve("samples/make-repository").toString(), repository.toString());
        Command.run(
                Map.of("KALEEM_NODE_IMAGE", Images.node().asCanonicalNameString(), "KALEEM_MINI_IMAGE", image),
                Duration.ofMinutes(5),
                Installation.ROOT.resolve("samples/build-images").toString(),
                repository.toString());
        return new Source(repository, image);
    }

    String url() {
        return "file://" + repository;
    }

    /** Its name without a tag. */
    String image() {
        return image;
    }

    String image(String version) {
        return image + ":" + version;
    }

    /** Nobody can reach it until it comes back. */
    void goAway() {
        move(repository, repository.resolveSibling("unreachable"));
    }

    void comeBack() {
        move(repository.resolveSibling("unreachable"), repository);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
