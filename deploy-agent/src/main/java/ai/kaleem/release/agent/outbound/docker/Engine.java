package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.HostUnavailable;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.registry.LoginFile;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connection to this host's Docker engine. Every call has a timeout; what the engine answers and that it does not
 * answer are two kinds of error.
 */
public final class Engine implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Only a guard: whoever streams brings a timeout of his own. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private final String host;
    private final DockerClient calls;
    private final DockerClient streams;
    private final LoginFile logins;

    private Engine(String host, DockerClient calls, DockerClient streams, LoginFile logins) {
        this.host = host;
        this.calls = calls;
        this.streams = streams;
        this.logins = logins;
    }

    /**
     * Connects when it is first asked, so that a missing engine is no error here.
     *
     * @param host for example {@code unix:///var/run/docker.sock}
     * @param timeout of a call, and between two pieces of a download
     * @param logins with which images are pulled
     */
    public static Engine at(String host, Duration timeout, LoginFile logins) {
        return new Engine(host, client(host, timeout), client(host, LONGEST), logins);
    }

    LoginFile logins() {
        return logins;
    }

    private static DockerClient client(String host, Duration responseTimeout) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host)
                .build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(64)
                .connectionTimeout(CONNECT)
                .responseTimeout(responseTimeout)
                .build();
        return DockerClientImpl.getInstance(config, http);
    }

    /**
     * Asks the engine.
     *
     * @param what is being done, in words an operator reads
     * @throws StepFailed when the engine said no
     * @throws HostUnavailable when it did not answer
     */
    public <T> T ask(String what, Function<DockerClient, T> call) {
        return translate(what, () -> call.apply(calls));
    }

    public void tell(String what, Consumer<DockerClient> call) {
        ask(what, client -> {
            call.accept(client);
            return Boolean.TRUE;
        });
    }

    /** As {@link #ask}; what the engine does not have is empty. */
    public <T> Optional<T> find(String what, Function<DockerClient, T> call) {
        return ask(what, client -> {
            try {
                return Optional.of(call.apply(client));
            } catch (NotFoundException absent) {
                return Optional.<T>empty();
            }
        });
    }

    /** As {@link #tell}; what is already so, or already gone, is success. */
    public void settle(String what, Consumer<DockerClient> call) {
        tell(what, docker -> settle(docker, call));
    }

    /** Calls, and takes for success what is already so, or already gone. */
    static void settle(DockerClient docker, Consumer<DockerClient> call) {
        try {
            call.accept(docker);
        } catch (NotModifiedException | NotFoundException alreadySo) {
            return;
        } catch (ConflictException e) {
            if (!String.valueOf(e.getMessage()).contains("already in progress")) {
                throw e;
            }
        }
    }

    /** For what streams as long as it lasts; the caller brings the timeout. */
    <T> T stream(String what, Function<DockerClient, T> call) {
        return translate(what, () -> call.apply(streams));
    }

    /** For a single answer that may take longer than an ordinary call. */
    public void tellWithin(Duration timeout, String what, Consumer<DockerClient> call) {
        var answer = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("docker-call").start(() -> {
            try {
                translate(what, () -> {
                    call.accept(streams);
                    return answer.complete(true);
                });
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new HostUnavailable("%s: no answer from Docker at %s within %s".formatted(what, host, timeout), e);
        }
    }

    private <T> T translate(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (DockerException e) {
            if (isWithoutContainerd(e)) {
                throw new HostUnavailable(
                        "%s: Docker at %s waits for its containerd (%s)".formatted(what, host, reason(e)), e);
            }
            throw new StepFailed("%s: Docker says: %s".formatted(what, reason(e)), null, e);
        } catch (StepFailed | HostUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            if (hasIoCause(e)) {
                throw new HostUnavailable(
                        "%s: no answer from Docker at %s (%s). Is it running, and may the agent use it?"
                                .formatted(what, host, rootMessage(e)),
                        e);
            }
            if (e instanceof DockerClientException) {
                throw new StepFailed("%s: %s".formatted(what, e.getMessage()), null, e);
            }
            throw e;
        }
    }

    /** docker-java's messages are {@code Status 404: {"message":"..."}}. */
    private static String reason(DockerException e) {
        var message = String.valueOf(e.getMessage());
        var begin = message.indexOf("\"message\":\"");
        var end = message.lastIndexOf("\"}");
        return begin >= 0 && end > begin
                ? message.substring(begin + "\"message\":\"".length(), end).replace("\\\"", "\"")
                : message.strip();
    }

    /** The engine ends so what it says when it cannot reach containerd: no word about the container itself. */
    private static boolean isWithoutContainerd(DockerException e) {
        return reason(e).endsWith(": unavailable");
    }

    private static boolean hasIoCause(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() throws IOException {
        calls.close();
        streams.close();
    }
}
