package ai.kaleem.release.common.mongo;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the embedded server keeps its documents.
 *
 * @param folder made when it is not there; one process at a time may have it
 * @param database the database the service works in
 */
@ConfigurationProperties("kaleem.embedded-mongo")
record EmbeddedMongoProperties(
        @DefaultValue("data/mongo") Path folder,
        @DefaultValue("kaleem") String database) {}
