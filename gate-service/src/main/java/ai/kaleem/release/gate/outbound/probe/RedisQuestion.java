package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Redis;
import java.io.IOException;

/** A PING, with a password where there is one, and the state of the cluster where it is one. */
final class RedisQuestion implements Question {

    private static final String OK = "cluster_state:ok";

    private final Redis redis;

    RedisQuestion(Redis redis) {
        this.redis = redis;
    }

    @Override
    public String words() {
        return "PING %s:%d".formatted(redis.host(), redis.port());
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException {
        var file = redis.passwordFile();
        var password = file == null ? null : attempt.secrets().text("passwordFile", file);
        try (var socket = Dial.to(redis.host(), redis.port(), attempt)) {
            var connection = new RedisConnection(socket);
            if (password != null && redis.user() != null) {
                connection.ask("AUTH", redis.user(), password);
            } else if (password != null) {
                connection.ask("AUTH", password);
            }
            var answer = connection.ask("PING");
            if (!answer.equals("PONG")) {
                return new Finding.Bad("PING was answered with '%s'".formatted(answer));
            }
            return redis.cluster() ? clusterOf(connection) : new Finding.Good("PONG");
        } catch (RedisConnection.Refused e) {
            return new Finding.Bad("Redis refuses: %s".formatted(e.getMessage()));
        }
    }

    private static Finding clusterOf(RedisConnection connection) throws IOException {
        var state = connection
                .ask("CLUSTER", "INFO")
                .lines()
                .map(String::strip)
                .filter(it -> it.startsWith("cluster_state:"))
                .findFirst()
                .orElse("no cluster_state");
        return state.equals(OK)
                ? new Finding.Good("PONG, " + OK)
                : new Finding.Bad("PONG, but %s, not ok".formatted(state));
    }
}
