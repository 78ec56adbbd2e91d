package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Redis;
import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.gate.gate.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** Against real servers: one with a password, one of a cluster. */
class RedisQuestionTests {

    private static final String WORD = "pass-word";

    private static final GenericContainer<?> GUARDED = redis("--requirepass", WORD);
    private static final GenericContainer<?> CLUSTER = redis("--cluster-enabled", "yes");

    @TempDir
    Path secrets;

    private Asker asker;

    @BeforeAll
    static void start() {
        GUARDED.start();
        CLUSTER.start();
    }

    @AfterAll
    static void stop() {
        GUARDED.stop();
        CLUSTER.stop();
    }

    @BeforeEach
    void open() throws Exception {
        asker = new Asker(secrets).secret("word", WORD + "\n").secret("wrong", "wrong-word");
    }

    @Test
    void pingsWithThePassword() throws Exception {
        assertThat(asker.ask(redis(GUARDED, null, "word", false)).summary()).startsWith("PONG at attempt 1 of 1");
        assertThat(asker.ask(redis(GUARDED, "default", "word", false))).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void saysWhatRedisRefuses() throws Exception {
        assertThat(asker.ask(redis(GUARDED, null, null, false)))
                .isEqualTo(new Outcome.Failed("Redis refuses: NOAUTH Authentication required. at 1 of 1 attempts"));
        assertThat(asker.ask(redis(GUARDED, null, "wrong", false)).summary())
                .startsWith("Redis refuses: WRONGPASS")
                .doesNotContain("wrong-word");
        assertThat(asker.ask(redis(GUARDED, null, "word", true)).summary())
                .startsWith("Redis refuses: ERR This instance has cluster support disabled");
        assertThat(asker.log()).doesNotContain(WORD);
    }

    @Test
    void aClusterPassesOnceItIsWhole() throws Exception {
        assertThat(asker.ask(redis(CLUSTER, null, null, true)))
                .isEqualTo(new Outcome.Failed("PONG, but cluster_state:fail, not ok at 1 of 1 attempts"));

        CLUSTER.execInContainer("redis-cli", "CLUSTER", "ADDSLOTSRANGE", "0", "16383");

        var patient = new Attempts(50, Duration.ofMillis(200));
        assertThat(asker.ask(new Redis(CLUSTER.getHost(), CLUSTER.getFirstMappedPort(), null, null, true, patient))
                        .summary())
                .startsWith("PONG, cluster_state:ok at attempt ");
    }

    @Test
    void whatIsNoRedisFails() throws Exception {
        try (var site = new Site()) {
            var port = Integer.parseInt(site.address().split(":")[1]);
            assertThat(asker.ask(new Redis("127.0.0.1", port, null, null, false, Asker.ONCE)))
                    .isInstanceOf(Outcome.Failed.class);
        }
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var one = server.accept()) {
                    one.getOutputStream().write("$-1\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(asker.ask(new Redis("127.0.0.1", server.getLocalPort(), null, null, false, Asker.ONCE))
                            .summary())
                    .startsWith("no answer: ");
        }
    }

    @Test
    void aPasswordThatCannotBeReadIsOurs() throws Exception {
        assertThat(asker.ask(redis(GUARDED, null, "none", false)).summary())
                .startsWith("passwordFile 'none': there is no such file");
        assertThat(asker.ask(redis(GUARDED, null, "none", false))).isInstanceOf(Outcome.Unknown.class);
    }

    private static Redis redis(GenericContainer<?> server, String user, String passwordFile, boolean cluster) {
        return new Redis(server.getHost(), server.getFirstMappedPort(), user, passwordFile, cluster, Asker.ONCE);
    }

    private static GenericContainer<?> redis(String... settings) {
        var command = new ArrayList<>(List.of("redis-server", "--protected-mode", "no"));
        command.addAll(List.of(settings));
        return new GenericContainer<>(Images.redis())
                .withExposedPorts(6379)
                .withCommand(command.toArray(String[]::new))
                .withStartupTimeout(Duration.ofMinutes(2));
    }
}
