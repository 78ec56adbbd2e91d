package ai.kaleem.release.gate.outbound.registry;

import ai.kaleem.release.gate.source.ImageName;
import java.net.URI;
import java.util.Set;

/** @param name {@code host[:port]} as images name it */
record Registry(String name) {

    private static final Set<String> THIS_HOST = Set.of("localhost", "127.0.0.1");
    private static final String DOCKER_HUB = "docker.io";

    URI manifest(ImageName image) {
        return URI.create("%s/v2/%s/manifests/%s".formatted(base(), repository(image), image.reference()));
    }

    /** As the registry itself calls it. */
    String repository(ImageName image) {
        var isOfficial = name.equals(DOCKER_HUB) && !image.repository().contains("/");
        return isOfficial ? "library/" + image.repository() : image.repository();
    }

    boolean isThisHost() {
        return THIS_HOST.contains(name.replaceAll(":\\d+$", ""));
    }

    private String base() {
        if (isThisHost()) {
            return "http://" + name;
        }
        return "https://" + (name.equals(DOCKER_HUB) ? "registry-1.docker.io" : name);
    }

    @Override
    public String toString() {
        return name;
    }
}
