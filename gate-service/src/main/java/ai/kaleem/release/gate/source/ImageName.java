package ai.kaleem.release.gate.source;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, taken apart by the <a href="https://github.com/distribution/reference">grammar of Docker's
 * references</a>.
 *
 * @param registry {@code host[:port]}; null where the image is local to a host: no registry is ever guessed
 * @param reference a tag or a digest
 */
public record ImageName(@Nullable String registry, String repository, String reference) {

    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+|/)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(?::\\d{1,5})?|\\[[0-9a-fA-F:]+](?::\\d{1,5})?");

    /** @throws IllegalArgumentException where it is no name of an image, with the reason in words */
    public static ImageName parse(String name) {
        var slash = name.indexOf('/');
        var first = slash < 0 ? "" : name.substring(0, slash);
        var registry = first.contains(".") || first.contains(":") || first.equals("localhost") ? first : null;
        var rest = registry == null ? name : name.substring(slash + 1);
        var at = rest.indexOf('@');
        var digest = at < 0 ? null : rest.substring(at + 1);
        var tagged = at < 0 ? rest : rest.substring(0, at);
        var colon = tagged.lastIndexOf(':');
        var repository = colon < 0 ? tagged : tagged.substring(0, colon);
        var tag = colon < 0 ? "latest" : tagged.substring(colon + 1);
        var reference = digest == null ? tag : digest;
        if ((registry != null && !HOST.matcher(registry).matches())
                || !REPOSITORY.matcher(repository).matches()
                || !TAG.matcher(tag).matches()
                || (digest != null && !DIGEST.matcher(digest).matches())) {
            throw new IllegalArgumentException(
                    "'%s' is no name of an image; write registry/owner/name:tag".formatted(name));
        }
        return new ImageName(registry, repository, reference);
    }

    public boolean isLocal() {
        return registry == null;
    }

    public boolean isPinned() {
        return DIGEST.matcher(reference).matches();
    }

    /** The name without tag or digest. */
    public String name() {
        return registry == null ? repository : "%s/%s".formatted(registry, repository);
    }

    public String at(String digest) {
        return "%s@%s".formatted(name(), digest);
    }
}
