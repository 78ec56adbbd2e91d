package ai.kaleem.release.gate.outbound.http;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a question goes. */
final class Target {

    /** Addresses that mean "every interface" when one listens; whoever asks means this host. */
    private static final Pattern EVERYWHERE = Pattern.compile("^(0\\.0\\.0\\.0|\\[::]|\\*)?:");

    private Target() {}

    /** @throws IllegalArgumentException where there is nowhere to ask, with the reason in words */
    static URI of(String url, @Nullable String publish) {
        if (url.startsWith("http://") || url.startsWith("https://")) {
            return uri(url, url);
        }
        if (!url.startsWith("/")) {
            throw new IllegalArgumentException("'%s' is neither a path nor an http address".formatted(url));
        }
        if (publish == null) {
            throw new IllegalArgumentException(
                    "nowhere to ask %s: the environment publishes nothing; give 'publish' or a whole address"
                            .formatted(url));
        }
        var address = publish.contains(":") ? publish : ":" + publish;
        return uri("http://%s%s".formatted(EVERYWHERE.matcher(address).replaceFirst("127.0.0.1:"), url), url);
    }

    private static URI uri(String whole, String given) {
        var uri = URI.create(whole);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("'%s' cannot be asked at %s".formatted(given, whole));
        }
        return uri;
    }
}
