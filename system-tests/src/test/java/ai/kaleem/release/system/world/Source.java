package ai.kaleem.release.system.world;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.common.testing.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sample product's git repository and the images of its versions, made by the samples' own scripts. */
public final class Source {

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

    public String url() {
        return "file://" + repository;
    }

    /** Its name without a tag. */
    String image() {
        return image;
    }

    public String image(String version) {
        return image + ":" + version;
    }

    /** A file of it as it was in a version. */
    public String file(String version, String path) {
        return Command.run("git", "-C", repository.toString(), "show", "v%s:%s".formatted(version, path));
    }

    String commit(String ref) {
        return Command.run("git", "-C", repository.toString(), "rev-parse", ref + "^{commit}");
    }

    /** The same for a shop of its own, whose repository nobody else needs. */
    Source copiedTo(Path folder) {
        Command.run("git", "clone", "--quiet", "--mirror", repository.toString(), folder.toString());
        return new Source(folder, image);
    }

    /** Its images too, which no engine has by this name any more. */
    Source pushedTo(Registry registry, String name, List<String> versions) {
        versions.forEach(it -> registry.push(image(it), name + ":" + it));
        return new Source(repository, registry.image(name));
    }

    /** Nobody can fetch from it again. */
    void goAway() {
        Command.run("rm", "-rf", repository.toString());
    }
}
