package ai.kaleem.release.gate.outbound.registry;

import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Digests by the <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">distribution
 * protocol</a>, without pulling anything. Plain HTTP is spoken only with this very host.
 */
public final class RegistryImages implements Images {

    private static final String KINDS = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;

    private final HttpClient http;
    private final Authorizations authorizations;
    private final Duration timeout;

    /**
     * @param timeout of connecting, and of each answer
     * @param logins for what a registry does not show to everybody
     */
    public RegistryImages(Duration timeout, LoginFile logins) {
        this.timeout = timeout;
        // Redirects are not followed: a token must not reach another host.
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.authorizations = new Authorizations(http, timeout, logins);
    }

    @Override
    public Resolution resolve(ImageName image) throws InterruptedException {
        var registry = new Registry(Objects.requireNonNull(image.registry(), "a local image has no registry"));
        try {
            var manifest = registry.manifest(image);
            var answer = ask("HEAD", manifest, null);
            if (answer.statusCode() != 401) {
                return resolution(image, registry, answer, null);
            }
            return switch (authorizations.answer(answer.headers(), registry, image)) {
                case Authorizations.Given(var header) ->
                    resolution(image, registry, ask("HEAD", manifest, header), header);
                case Authorizations.Refused(var why, var lasting) -> unreadable(image, registry, why, lasting);
            };
        } catch (IOException e) {
            return new Resolution.Unreachable(
                    "the registry %s cannot be reached: %s"
                            .formatted(registry, e.getMessage() == null ? e : e.getMessage()),
                    false);
        }
    }

    private Resolution resolution(
            ImageName image, Registry registry, HttpResponse<byte[]> answer, @Nullable String authorization)
            throws IOException, InterruptedException {
        var status = answer.statusCode();
        return switch (status) {
            case 200 -> {
                var digest =
                        answer.headers().firstValue("Docker-Content-Digest").orElse("");
                yield DIGEST.matcher(digest).matches()
                        ? new Resolution.Resolved(digest)
                        : computed(image, registry, authorization);
            }
            case 404 ->
                new Resolution.Absent(
                        image.isPinned()
                                ? "image %s has no digest %s".formatted(image.name(), image.reference())
                                : "image %s has no tag %s".formatted(image.name(), image.reference()));
            case 401, 403 ->
                unreadable(
                        image,
                        registry,
                        "HTTP %d%s".formatted(status, authorization == null ? "" : " with what we are to it"),
                        true);
            default -> unreadable(image, registry, "HTTP %d".formatted(status), status < 500 && status != 429);
        };
    }

    /** The header may be missing; the digest is that of the manifest's bytes. */
    private Resolution computed(ImageName image, Registry registry, @Nullable String authorization)
            throws IOException, InterruptedException {
        var answer = ask("GET", registry.manifest(image), authorization);
        if (answer.statusCode() != 200) {
            return unreadable(image, registry, "HTTP %d".formatted(answer.statusCode()), false);
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(answer.body());
            return new Resolution.Resolved("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<byte[]> ask(String method, URI uri, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(timeout)
                .header("Accept", KINDS);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_MANIFEST));
    }

    private static Resolution unreadable(ImageName image, Registry registry, String why, boolean lasting) {
        return new Resolution.Unreachable(
                "the registry %s does not let us read %s: %s".formatted(registry, image.repository(), why), lasting);
    }
}
