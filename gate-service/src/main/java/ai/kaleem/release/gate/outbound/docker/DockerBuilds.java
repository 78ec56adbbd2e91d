package ai.kaleem.release.gate.outbound.docker;

import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.registry.Login;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.registry.UnreadableLogins;
import ai.kaleem.release.gate.gate.Builds;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.source.ImageName;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and sends with one Docker engine, which may be another host's. */
public final class DockerBuilds implements Builds {

    private static final Logger log = LoggerFactory.getLogger(DockerBuilds.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Between two words of a build; the gate's own timeout is shorter. */
    private static final Duration SILENCE = Duration.ofHours(6);

    /** By which we know what we built; containers have it of their image. */
    private static final String BUILT = "ai.kaleem.release.built";

    private final String host;
    private final LoginFile logins;
    private final int keep;
    private final DockerClient docker;

    /**
     * @param host {@code unix:///var/run/docker.sock} or {@code tcp://host:port}; it is asked when there is work for it
     * @param keep how many of an image's builds stay on the engine, the newest
     */
    public DockerBuilds(String host, LoginFile logins, int keep) {
        this.host = host;
        this.keep = keep;
        this.logins = logins;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host)
                .build();
        this.docker = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .connectionTimeout(CONNECT)
                        .responseTimeout(SILENCE)
                        .build());
    }

    @Override
    public Outcome build(ImageBuild build, Path context, Map<String, String> labels, Duration timeout, GateLog log)
            throws InterruptedException {
        try (var tar = Files.newInputStream(context)) {
            var command = docker.buildImageCmd(tar)
                    .withDockerfilePath(build.dockerfile())
                    .withTags(Set.of(build.image()))
                    .withLabels(marked(labels))
                    .withRemove(true)
                    .withForcerm(true)
                    .withBuildAuthConfigs(known(build.image()));
            build.arguments().forEach(command::withBuildArg);
            if (build.target() != null) {
                command.withTarget(build.target());
            }
            var heard = new Heard<BuildResponseItem>(log);
            var outcome = done(heard, timeout, it -> command.exec(it));
            if (outcome.isEmpty()) {
                prune(ImageName.parse(build.image()));
            }
            return outcome.orElseGet(() -> new Outcome.Passed("built %s".formatted(build.image())));
        } catch (UnreadableLogins e) {
            return new Outcome.Unknown(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Outcome.Unknown("the build context cannot be read: %s".formatted(e));
        }
    }

    private static Map<String, String> marked(Map<String, String> labels) {
        var all = new HashMap<>(labels);
        all.put(BUILT, "true");
        return all;
    }

    /** The engine itself keeps what a container was made of. What is left now goes after the next build. */
    private void prune(ImageName image) {
        try {
            docker
                    .listImagesCmd()
                    .withImageNameFilter(image.name())
                    .withLabelFilter(Map.of(BUILT, "true"))
                    .exec()
                    .stream()
                    .sorted(Comparator.comparing(Image::getCreated).reversed())
                    .skip(keep)
                    .flatMap(it -> Stream.ofNullable(it.getRepoTags()).flatMap(Stream::of))
                    .filter(it -> it.startsWith(image.name() + ":"))
                    .forEach(this::remove);
        } catch (RuntimeException e) {
            log.warn("Builds of {} that nobody needs stay for now: {}", image.name(), why(e));
        }
    }

    private void remove(String image) {
        try {
            docker.removeImageCmd(image).exec();
            log.info("Removed {}, which newer builds came after", image);
        } catch (ConflictException | NotFoundException e) {
            log.debug("{} stays, or went before: {}", image, e.getMessage());
        }
    }

    @Override
    public Sending push(String image, Duration timeout, GateLog log) throws InterruptedException {
        var name = ImageName.parse(image);
        try {
            var command = docker.pushImageCmd(name.name()).withTag(name.reference());
            login(image).ifPresent(command::withAuthConfig);
            var heard = new Heard<PushResponseItem>(log);
            var outcome = done(heard, timeout, it -> command.exec(it));
            return outcome.isPresent() ? new Sending.NotSent(notSent(outcome.get(), image)) : sent(name, image);
        } catch (UnreadableLogins e) {
            return new Sending.NotSent(new Outcome.Unknown(String.valueOf(e.getMessage())));
        } catch (NotFoundException e) {
            // Somebody pruned it between the two gates.
            return new Sending.NotSent(new Outcome.Unknown("image %s is not on %s any more".formatted(image, host)));
        }
    }

    /** By the digest that the registry gave it. */
    private Sending sent(ImageName name, String image) {
        var digests = Optional.ofNullable(docker.inspectImageCmd(image).exec().getRepoDigests())
                .orElseGet(List::of);
        return digests.stream()
                .filter(it -> it.startsWith(name.name() + "@"))
                .<Sending>map(Sending.Sent::new)
                .findFirst()
                .orElseGet(() -> new Sending.NotSent(
                        new Outcome.Unknown("the engine knows no digest of %s after sending it".formatted(image))));
    }

    /** Empty where it was done. Ended by us, the engine gives it up with the connection. */
    private <T extends ResponseItem> Optional<Outcome> done(
            Heard<T> heard, Duration timeout, Function<Heard<T>, Heard<T>> work) throws InterruptedException {
        try (var working = work.apply(heard)) {
            if (!working.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(new Outcome.Failed("took longer than %s".formatted(timeout)));
            }
            return heard.fault().map(Fault::of);
        } catch (NotFoundException e) {
            throw e;
        } catch (DockerException e) {
            return Optional.of(Fault.of("Docker says: %s".formatted(e.getMessage())));
        } catch (IOException | RuntimeException e) {
            return Optional.of(new Outcome.Unknown(
                    "Docker does not answer at %s: %s; name another engine in KALEEM_GATES_DOCKERHOST"
                            .formatted(host, why(e))));
        }
    }

    /** It was built, so that it is nothing of the commit's that keeps it from being sent. */
    private Outcome notSent(Outcome outcome, String image) {
        var registry = LoginFile.registryOf(image);
        return new Outcome.Unknown(
                Fault.isRefusal(outcome.summary())
                        ? "%s; registry %s wants credentials that may write, in %s: %s"
                                .formatted(outcome.summary(), registry, logins.file(), logins.mend(registry))
                        : outcome.summary());
    }

    /** Those of the registry that the image goes to: what it is built upon is often there too. */
    private AuthConfigurations known(String image) {
        var all = new AuthConfigurations();
        login(image).ifPresent(all::addConfig);
        return all;
    }

    private Optional<AuthConfig> login(String image) {
        var registry = LoginFile.registryOf(image);
        return logins.find(registry)
                .map(it -> switch (it) {
                    case Login.Password(var user, var password) ->
                        new AuthConfig().withUsername(user).withPassword(password);
                    case Login.IdentityToken(var token) -> new AuthConfig().withIdentityToken(token);
                })
                .map(it -> it.withRegistryAddress(registry));
    }

    private static String why(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }
}
