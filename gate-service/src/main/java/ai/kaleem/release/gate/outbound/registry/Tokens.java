package ai.kaleem.release.gate.outbound.registry;

import ai.kaleem.release.gate.source.ImageName;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Anonymous tokens, which public images ask for, by the <a href="https://distribution.github.io/distribution/spec/auth/token/">token protocol</a>. */
final class Tokens {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final int LARGEST = 64 * 1024;

    private final HttpClient http;
    private final Duration timeout;
    private final JsonMapper mapper = JsonMapper.builder().build();

    Tokens(HttpClient http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    sealed interface Answer {}

    record Given(String token) implements Answer {}

    /** @param lasting whether trying again is of no use */
    record Refused(String why, boolean lasting) implements Answer {}

    Answer anonymous(HttpHeaders challenge, Registry registry, ImageName image)
            throws IOException, InterruptedException {
        var bearer = challenge.allValues("WWW-Authenticate").stream()
                .filter(it -> it.regionMatches(true, 0, "Bearer ", 0, 7))
                .findFirst();
        if (bearer.isEmpty()) {
            return new Refused("it wants credentials", true);
        }
        var parameters = parameters(bearer.get());
        var realm = parameters.get("realm");
        if (realm == null || !(realm.startsWith("https://") || registry.isThisHost())) {
            return new Refused("it names no safe address for tokens", true);
        }
        var scope = parameters.getOrDefault("scope", "repository:%s:pull".formatted(registry.repository(image)));
        var query = "scope=" + encoded(scope);
        if (parameters.containsKey("service")) {
            query += "&service=" + encoded(parameters.getOrDefault("service", ""));
        }
        return ask("%s%s%s".formatted(realm, realm.contains("?") ? "&" : "?", query));
    }

    private Answer ask(String address) throws IOException, InterruptedException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return new Refused("its address for tokens cannot be read", true);
        }
        var answer = http.send(
                HttpRequest.newBuilder(uri).timeout(timeout).build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        if (answer.statusCode() != 200) {
            var status = answer.statusCode();
            return new Refused(
                    "no token without credentials (HTTP %d)".formatted(status), status < 500 && status != 429);
        }
        try {
            var body = mapper.readTree(answer.body());
            var token = body.path("token").asString(body.path("access_token").asString(""));
            return token.isEmpty() ? new Refused("its answer holds no token", true) : new Given(token);
        } catch (JacksonException e) {
            return new Refused("its answer holds no token", true);
        }
    }

    private static Map<String, String> parameters(String challenge) {
        var all = new HashMap<String, String>();
        var matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            all.put(matcher.group(1), matcher.group(2));
        }
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
