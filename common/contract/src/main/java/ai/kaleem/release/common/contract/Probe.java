package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the running product, asked from gate-service's host. Files are named relative to gate-service's folder of
 * secrets; their values are read where they are needed and never travel.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public sealed interface Probe {

    Attempts attempts();

    /**
     * @param most so often it is asked before it fails, at least 1
     * @param every how long it waits between two attempts
     */
    record Attempts(int most, Duration every) {}

    /**
     * An address with the credentials to ask there.
     *
     * @param url absolute, or a path that is asked at the environment's {@code publish} address
     * @param tokenFile sent as bearer token; null for none
     * @param headersFile sent as headers, {@code NAME: VALUE} in each line; null for none
     * @param caFile whose certificates are believed, PEM; null for those that the JDK knows
     */
    record Call(
            String url,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String tokenFile,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String headersFile,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caFile) {}

    /**
     * How fast a GET is answered, in the percentiles of many, each by its nearest rank. A failed one has no time and counts
     * for itself.
     *
     * @param samples how many are measured, at least 1
     * @param warmUp how many before them are not
     * @param pace from the end of one to the begin of the next
     * @param failures how many may fail: no answer, or another status than 2xx
     * @param p50 half of the answers must be faster; null for no limit
     * @param p95 95 percent of them; null for no limit
     * @param p99 99 percent of them; null for no limit
     */
    @JsonTypeName("latency")
    record Latency(
            Call call,
            int samples,
            int warmUp,
            Duration pace,
            int failures,
            @Nullable Duration p50,
            @Nullable Duration p95,
            @Nullable Duration p99,
            Attempts attempts)
            implements Probe {}

    /** A connection comes about. */
    @JsonTypeName("tcp")
    record Tcp(String host, int port, Attempts attempts) implements Probe {}

    /**
     * A TLS handshake with a certificate that is believed, fits the host's name and is good for a while.
     *
     * @param certificateDays so many days the server's certificates must still be good, at least
     * @param caFile as {@link Call}'s
     */
    @JsonTypeName("tls")
    record Tls(
            String host,
            int port,
            int certificateDays,
            @Nullable String caFile,
            Attempts attempts) implements Probe {}

    /**
     * A PING.
     *
     * @param user null for the default one
     * @param passwordFile null where none is asked for
     * @param cluster whether {@code cluster_state} must be {@code ok}, too
     */
    @JsonTypeName("redis")
    record Redis(
            String host,
            int port,
            @Nullable String user,
            @Nullable String passwordFile,
            boolean cluster,
            Attempts attempts)
            implements Probe {}

    /**
     * A connection, and queues that are there.
     *
     * @param uriFile holds {@code amqp://user:password@host:5672/vhost}, or {@code amqps}
     * @param backlog so many messages may be ready in each of the queues; null for any number
     */
    @JsonTypeName("rabbitmq")
    record RabbitMq(
            String uriFile, List<String> queues, @Nullable Integer backlog, Attempts attempts) implements Probe {}

    /**
     * A ping, a primary, and collections that are there.
     *
     * @param uriFile holds {@code mongodb://user:password@host:27017/database}
     * @param database of the collections; null for the one of the address
     * @param replicaSet whether it must be one that has a primary
     */
    @JsonTypeName("mongodb")
    record MongoDb(
            String uriFile, @Nullable String database, boolean replicaSet, List<String> collections, Attempts attempts)
            implements Probe {}

    /**
     * Ready for requests, and collections that are there.
     *
     * @param url of its HTTP API, without a path
     * @param apiKeyFile null where none is asked for
     */
    @JsonTypeName("qdrant")
    record Qdrant(String url, @Nullable String apiKeyFile, List<String> collections, Attempts attempts)
            implements Probe {}

    /** A page, with every script and stylesheet that it names. */
    @JsonTypeName("frontend")
    record Frontend(Call page, Attempts attempts) implements Probe {}

    /**
     * Two tenants, each of which sees a resource of its own and not that of the other.
     *
     * @param first with the credentials of one, and the address of what is its own
     * @param second with those of the other
     */
    @JsonTypeName("tenants")
    record Tenants(Call first, Call second, Attempts attempts) implements Probe {}

    /**
     * An event that is sent to the product, and what it brings about there. In the event, and in the address and the pattern of
     * the effect, {@code {{id}}} stands for an id that is new with each attempt.
     *
     * @param to where it is posted
     * @param event the body, JSON
     * @param secretFile the key of the signature; null where the credentials of the call are enough
     * @param signature the header of {@code sha256=} and the HMAC-SHA256 of the body in hexadecimal digits
     * @param effect asked until it is answered with 2xx and the pattern is found, as often as attempts are paced
     * @param shows a regular expression that must be found in that answer
     */
    @JsonTypeName("webhook")
    record Webhook(
            Call to,
            String event,
            @Nullable String secretFile,
            String signature,
            Call effect,
            String shows,
            Attempts attempts)
            implements Probe {

        /** With the id that this attempt is known by. */
        public static String filled(String text, String id) {
            return text.replace("{{id}}", id);
        }
    }
}
