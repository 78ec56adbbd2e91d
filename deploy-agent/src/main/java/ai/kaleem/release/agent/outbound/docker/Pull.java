package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.PullWatch;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.registry.Login;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.registry.UnreadableLogins;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches an image, watched all the while. A layer that breaks off is gone on with by the engine where it ended; what the
 * engine gives up is tried again here, unless it cannot get better.
 *
 * @param image with its digest, or with a tag
 */
public record Pull(Engine engine, String image, Patience patience) {

    private static final Logger log = LoggerFactory.getLogger(Pull.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Fetches an image that this host does not have yet. */
    public static void ifMissing(Engine engine, String image, Duration timeout) {
        var found = engine.find(
                "Looking for image " + image,
                docker -> docker.inspectImageCmd(image).exec());
        if (found.isEmpty()) {
            new Pull(engine, image, Patience.USUAL).run(timeout, () -> false);
        }
    }

    /** Nothing more is tried. */
    private static final class Over extends StepFailed {

        Over(String reason) {
            super(reason);
        }
    }

    void run(Duration timeout, PullWatch watch) {
        var deadline = System.nanoTime() + timeout.toNanos();
        var trouble = (String) null;
        for (var attempt = 1; ; attempt++) {
            try {
                once(attempt, trouble, deadline, timeout, watch);
                log.info("Pulled {}", image);
                return;
            } catch (Over e) {
                throw e;
            } catch (StepFailed e) {
                var answer = Refusal.of(String.valueOf(e.getMessage()));
                var left = deadline - System.nanoTime();
                if (answer.isFinal()
                        || attempt >= patience.attempts()
                        || left < patience.after(attempt).toNanos()) {
                    throw failed(e, answer, attempt);
                }
                trouble = e.getMessage();
                log.warn("{}; attempt {} of {}", trouble, attempt, patience.attempts());
                pause(attempt, watch);
            }
        }
    }

    private StepFailed failed(StepFailed e, Refusal answer, int attempts) {
        if (answer == Refusal.OF_US) {
            var registry = LoginFile.registryOf(image);
            var file = engine.logins().file();
            var mend = engine.logins().mend(registry);
            var has = engine.logins().find(registry).isPresent();
            return new StepFailed(
                    has
                            ? "%s; registry %s does not take the credentials in %s: %s, and release again"
                                    .formatted(e.getMessage(), registry, file, mend)
                            : "%s; registry %s wants credentials, or has no such image, and %s has none for it: %s, or name another file in kaleem.agent.registry-credentials"
                                    .formatted(e.getMessage(), registry, file, mend),
                    null,
                    e);
        }
        if (answer == Refusal.OF_THE_DISK) {
            return new StepFailed(
                    "%s; make room (docker image prune) and release again".formatted(e.getMessage()), null, e);
        }
        return attempts == 1 ? e : new StepFailed("%s (%d attempts)".formatted(e.getMessage(), attempts), null, e);
    }

    private void pause(int attempt, PullWatch watch) {
        var until = System.nanoTime() + patience.after(attempt).toNanos();
        try {
            while (System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(
                        Math.min(LOOK.toMillis(), patience.after(attempt).toMillis()));
                checkCalledOff(watch);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void once(int attempt, @Nullable String trouble, long deadline, Duration timeout, PullWatch watch) {
        var what = "Pulling " + image;
        var progress = new Layers();
        // What is wrong with the file is no fault of the registry, and no second look makes it better.
        var credentials = credentials();
        try (var pulling =
                engine.stream(what, docker -> command(docker, credentials).exec(progress))) {
            while (!engine.stream(what, _ -> ended(pulling))) {
                watch.hear(progress.seen(attempt, trouble));
                checkCalledOff(watch);
                if (System.nanoTime() > deadline) {
                    throw new Over("%s took longer than %s; last: %s".formatted(what, timeout, progress.last()));
                }
            }
            watch.hear(progress.seen(attempt, trouble));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<AuthConfig> credentials() {
        var registry = LoginFile.registryOf(image);
        try {
            return engine.logins().find(registry).map(it -> asDockersOwn(it).withRegistryAddress(registry));
        } catch (UnreadableLogins e) {
            throw new Over("Pulling %s: %s".formatted(image, e.getMessage()));
        }
    }

    private static AuthConfig asDockersOwn(Login login) {
        return switch (login) {
            case Login.Password(var user, var password) ->
                new AuthConfig().withUsername(user).withPassword(password);
            case Login.IdentityToken(var token) -> new AuthConfig().withIdentityToken(token);
        };
    }

    private PullImageCmd command(DockerClient docker, Optional<AuthConfig> credentials) {
        var command = docker.pullImageCmd(image);
        return credentials.map(command::withAuthConfig).orElse(command);
    }

    private void checkCalledOff(PullWatch watch) {
        if (watch.isCalledOff()) {
            throw new Over("Pulling %s was called off".formatted(image));
        }
    }

    private static boolean ended(Layers pulling) {
        try {
            if (!pulling.over().await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            pulling.awaitCompletion();
            return true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StepFailed interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Over("The pull was interrupted");
    }
}
