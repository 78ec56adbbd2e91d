package ai.kaleem.release.common.testing;

import java.util.Optional;
import org.testcontainers.utility.DockerImageName;

/**
 * The images tests run on. Each can be named by an environment variable; the default is the stand-in that
 * {@code scripts/images} builds from Debian's packages where no registry answers.
 */
public final class Images {

    private Images() {}

    public static DockerImageName rabbitmq() {
        return image("KALEEM_RABBITMQ_IMAGE", "kaleem-standin/rabbitmq:4").asCompatibleSubstituteFor("rabbitmq");
    }

    public static DockerImageName redis() {
        return image("KALEEM_REDIS_IMAGE", "kaleem-standin/redis:8").asCompatibleSubstituteFor("redis");
    }

    public static DockerImageName postgres() {
        return image("KALEEM_POSTGRES_IMAGE", "kaleem-standin/postgres:17").asCompatibleSubstituteFor("postgres");
    }

    public static DockerImageName haproxy() {
        return image("KALEEM_HAPROXY_IMAGE", "kaleem-standin/haproxy:3.0").asCompatibleSubstituteFor("haproxy");
    }

    public static DockerImageName nginx() {
        return image("KALEEM_NGINX_IMAGE", "kaleem-standin/nginx:1.26").asCompatibleSubstituteFor("nginx");
    }

    public static DockerImageName node() {
        return image("KALEEM_NODE_IMAGE", "kaleem-standin/node:20").asCompatibleSubstituteFor("node");
    }

    public static DockerImageName jre() {
        return image("KALEEM_JRE_IMAGE", "kaleem-standin/jre:25");
    }

    private static DockerImageName image(String variable, String standIn) {
        var name = Optional.ofNullable(System.getenv(variable)).filter(it -> !it.isBlank());
        return DockerImageName.parse(name.orElse(standIn));
    }
}
