package ai.kaleem.release.agent.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.testing.Images;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that take jobs of a real broker are replaced, and replaced back: no job is lost, and none is done twice. */
class WorkerReplacementTests {

    @TempDir
    Path folder;

    private final List<String> done = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    @Tag("long")
    void noJobIsLostAndNoneIsDoneTwice() throws Exception {
        try (var shop = new RealShop(folder);
                var agent = new RealAgent(shop)) {
            new Networks(shop.docker().engine).ensure(List.of(shop.network()), Labels.of(shop.place()));
            var broker = shop.docker().runsForeign("broker", Images.rabbitmq().asCanonicalNameString(), List.of());
            var address = join(shop, broker);
            try (var connection = await().atMost(RealAgent.PATIENCE)
                            .ignoreExceptions()
                            .until(() -> connect(address), Connection::isOpen);
                    var channel = connection.createChannel()) {
                channel.queueDeclare("jobs", true, false, false, null);
                channel.queueDeclare("done", true, false, false, null);
                var jobs = CompletableFuture.supplyAsync(() -> publish(connection));
                var first = release(shop, broker, "1");
                agent.serves(first);
                awaitDone(channel, () -> by("1") > 50);
                agent.serves(release(shop, broker, "2"));
                awaitDone(channel, () -> by("2") > 50);
                var back = Plan.rollbackTo(first, shop.nextEpoch(), null, DataChoice.KEEP);
                assertThat(agent.endOf(back).phase()).isEqualTo(Phase.SUCCEEDED);
                var before = by("1");
                awaitDone(channel, () -> by("1") > before + 50);
                enough.set(true);
                published = jobs.get(10, TimeUnit.SECONDS);
                awaitDone(channel, () -> done.size() >= published);
                // What was done once more comes later.
                var until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
                awaitDone(channel, () -> System.nanoTime() - until >= 0);
            }
        }
        System.out.printf("workers: %d jobs, %d done%n", published, done.size());
        var times = done.stream().collect(Collectors.groupingBy(it -> it.split(" ")[0], Collectors.counting()));
        assertThat(IntStream.range(0, published).mapToObj(String::valueOf).filter(it -> !times.containsKey(it)))
                .as("lost")
                .isEmpty();
        times.values().removeIf(it -> it == 1);
        assertThat(times).as("done more than once").isEmpty();
        var turns = new ArrayList<String>();
        done.stream()
                .map(it -> it.split(" ")[1])
                .filter(it -> turns.isEmpty() || !turns.getLast().equals(it))
                .forEach(turns::add);
        // One at a time: the old one has laid down its last job before the new one takes its first.
        assertThat(turns).containsExactly("1", "2", "1");
    }

    private int published;

    /** One after the other, faster than the engine replaces a worker. */
    private int publish(Connection connection) {
        try (var channel = connection.createChannel()) {
            for (int job = 0; ; job++) {
                if (enough.get()) {
                    return job;
                }
                channel.basicPublish(
                        "",
                        "jobs",
                        MessageProperties.PERSISTENT_TEXT_PLAIN,
                        String.valueOf(job).getBytes(UTF_8));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private long by(String version) {
        return done.stream().filter(it -> it.endsWith(" " + version)).count();
    }

    private void awaitDone(Channel channel, BooleanSupplier enough) {
        await().atMost(RealAgent.PATIENCE).until(() -> {
            for (var it = channel.basicGet("done", true); it != null; it = channel.basicGet("done", true)) {
                done.add(new String(it.getBody(), UTF_8));
            }
            return enough.getAsBoolean();
        });
    }

    private static Connection connect(String address) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost(address);
        factory.setConnectionTimeout(2_000);
        return factory.newConnection();
    }

    /** Where this host reaches it. */
    private static String join(RealShop shop, String container) {
        new Networks(shop.docker().engine).join(container, List.of(shop.network()), List.of());
        return shop.docker()
                .engine
                .ask(
                        "Looking at " + container,
                        docker -> docker.inspectContainerCmd(container)
                                .exec()
                                .getNetworkSettings()
                                .getNetworks()
                                .get(shop.network())
                                .getIpAddress());
    }

    private static DeploymentRequested release(RealShop shop, String broker, String version)
            throws IOException, URISyntaxException {
        var worker = ServiceSpecBuilder.builder()
                .name("worker")
                .image(Images.jre().asCanonicalNameString())
                .command(List.of(
                        "java",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        "/app/classes:/app/lib/*",
                        QueueWorker.class.getName()))
                .environment(Map.of("BROKER", broker, "VERSION", version))
                .volumes(mounts())
                .networks(List.of(shop.network()))
                .stopGrace(Duration.ofSeconds(10))
                .build();
        return shop.release(version, List.of(), RestorePolicy.NEVER).withServices(List.of(worker));
    }

    /** The client and what it needs: Netty and a logging interface. */
    private static List<String> mounts() throws URISyntaxException {
        var mounts = new ArrayList<>(List.of(pathOf(QueueWorker.class) + ":/app/classes:ro"));
        var classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (var entry : classes.split(File.pathSeparator)) {
            var name = Path.of(entry).getFileName().toString();
            if (name.matches("(amqp-client|netty|slf4j-api).*\\.jar")) {
                mounts.add("%s:/app/lib/%s:ro".formatted(entry, name));
            }
        }
        return mounts;
    }

    private static Path pathOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
