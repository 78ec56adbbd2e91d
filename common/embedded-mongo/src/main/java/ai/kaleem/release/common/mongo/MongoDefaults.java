package ai.kaleem.release.common.mongo;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The store settings that every service shares; any of them can be set otherwise. {@code MONGODB_URI} names a MongoDB; where
 * it is absent or blank, an {@link EmbeddedMongo} is started.
 */
public final class MongoDefaults implements EnvironmentPostProcessor {

    private static final String LEVEL = "logging.level.";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var defaults = Map.<String, Object>of(
                "spring.mongodb.uri",
                "${MONGODB_URI:}",
                // It tells of every connection,
                LEVEL + "de.bwaldvogel.mongo",
                "ERROR",
                // and each duplicate key with a stack; whoever inserted it knows.
                LEVEL + "de.bwaldvogel.mongo.wire",
                "OFF",
                // StoreWatch says once what these repeat at every attempt.
                LEVEL + "org.mongodb.driver",
                "ERROR",
                LEVEL + "org.springframework.boot.mongodb.health",
                "OFF");
        environment.getPropertySources().addLast(new MapPropertySource("MongoDB defaults", defaults));
    }
}
