package ai.kaleem.release.api;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where gate-service is asked for the log of a gate, and for what a repository says.
 *
 * @param url of its internal HTTP
 */
@ConfigurationProperties("kaleem.gates")
record GatesSettings(@DefaultValue("http://127.0.0.1:8082") URI url) {}
