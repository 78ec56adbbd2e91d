package ai.kaleem.release.gate.outbound.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a question goes. */
final class Target {

    /** Addresses that mean "every interface" when one listens; whoever asks means this host. */
    private static final Pattern EVERYWHERE = Pattern.compile("^(0\\.0\\.0\\.0|\\[::]|\\*)?:");

    private Target() {}

    /** @throws PlanFault where there is nowhere to ask, with the reason in words */
    static URI of(String url, @Nullable String publish) {
        if (url.startsWith("http://") || url.startsWith("https://")) {
            return uri(url, url);
        }
        if (!url.startsWith("/")) {
            throw new PlanFault("'%s' is neither a path nor an http address".formatted(url));
        }
        if (publish == null) {
            throw new PlanFault(
                    "nowhere to ask %s: the environment publishes nothing; give 'publish' or a whole address"
                            .formatted(url));
        }
        var address = publish.contains(":") ? publish : ":" + publish;
        return uri("http://%s%s".formatted(EVERYWHERE.matcher(address).replaceFirst("127.0.0.1:"), url), url);
    }

    private static URI uri(String whole, String given) {
        try {
            var uri = new URI(whole);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // As one without a host.
        }
        throw new PlanFault("'%s' cannot be asked at %s".formatted(given, whole));
    }
}
