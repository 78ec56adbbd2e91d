package ai.kaleem.release.gate.outbound.registry;

import ai.kaleem.release.common.registry.Login;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.registry.UnreadableLogins;
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
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a registry wants to see before it shows an image: a name and password, or a token by the
 * <a href="https://distribution.github.io/distribution/spec/auth/token/">token protocol</a>, given for public images without
 * a login, else with one, or by <a href="https://distribution.github.io/distribution/spec/auth/oauth/">OAuth 2</a> for an
 * identity token.
 */
final class Authorizations {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final int LARGEST = 64 * 1024;

    private final HttpClient http;
    private final Duration timeout;
    private final LoginFile logins;
    private final JsonMapper mapper = JsonMapper.builder().build();

    Authorizations(HttpClient http, Duration timeout, LoginFile logins) {
        this.http = http;
        this.timeout = timeout;
        this.logins = logins;
    }

    sealed interface Answer {}

    /** @param header the value of {@code Authorization} */
    record Given(String header) implements Answer {}

    /** @param lasting whether trying again is of no use */
    record Refused(String why, boolean lasting) implements Answer {}

    Answer answer(HttpHeaders challenge, Registry registry, ImageName image) throws IOException, InterruptedException {
        Optional<Login> login;
        try {
            login = logins.find(registry.name());
        } catch (UnreadableLogins e) {
            return new Refused(String.valueOf(e.getMessage()), true);
        }
        var bearer = challenge(challenge, "Bearer ");
        if (bearer.isPresent()) {
            return token(parameters(bearer.get()), registry, image, login);
        }
        if (challenge(challenge, "Basic ").isPresent() && login.orElse(null) instanceof Login.Password password) {
            return new Given(basic(password));
        }
        return new Refused("it wants credentials: " + mend(registry), true);
    }

    private static Optional<String> challenge(HttpHeaders answer, String scheme) {
        return answer.allValues("WWW-Authenticate").stream()
                .filter(it -> it.regionMatches(true, 0, scheme, 0, scheme.length()))
                .findFirst();
    }

    private static String basic(Login.Password login) {
        var plain = "%s:%s".formatted(login.user(), login.password());
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private String mend(Registry registry) {
        return "%s has none for it; %s, or name another file in %s"
                .formatted(logins.file(), logins.mend(registry.name()), logins.setting());
    }

    private Answer token(Map<String, String> parameters, Registry registry, ImageName image, Optional<Login> login)
            throws IOException, InterruptedException {
        var realm = parameters.get("realm");
        // A password must not reach a host in the clear, nor a token come from one.
        if (realm == null || !(realm.startsWith("https://") || registry.isThisHost())) {
            return new Refused("it names no safe address for tokens", true);
        }
        var wanted = new HashMap<String, String>();
        wanted.put(
                "scope", parameters.getOrDefault("scope", "repository:%s:pull".formatted(registry.repository(image))));
        if (parameters.containsKey("service")) {
            wanted.put("service", parameters.get("service"));
        }
        HttpRequest.Builder request;
        try {
            request = request(realm, wanted, login.orElse(null)).timeout(timeout);
        } catch (IllegalArgumentException e) {
            return new Refused("its address for tokens cannot be read", true);
        }
        var answer = http.send(
                request.build(), HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        if (answer.statusCode() != 200) {
            var status = answer.statusCode();
            return new Refused(
                    login.isPresent()
                            ? "it gives no token for the credentials in %s (HTTP %d)".formatted(logins.file(), status)
                            : "no token without credentials (HTTP %d): %s".formatted(status, mend(registry)),
                    status < 500 && status != 429);
        }
        return token(answer.body());
    }

    private static HttpRequest.Builder request(String realm, Map<String, String> wanted, @Nullable Login login) {
        if (login instanceof Login.IdentityToken(var token)) {
            var form = new HashMap<>(wanted);
            form.put("grant_type", "refresh_token");
            form.put("client_id", "kaleem-release");
            form.put("refresh_token", token);
            return HttpRequest.newBuilder(URI.create(realm))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
        }
        var request = HttpRequest.newBuilder(URI.create(realm + (realm.contains("?") ? "&" : "?") + encoded(wanted)));
        return login instanceof Login.Password password ? request.header("Authorization", basic(password)) : request;
    }

    private Answer token(byte[] answer) {
        try {
            var body = mapper.readTree(answer);
            var token = body.path("token").asString(body.path("access_token").asString(""));
            return token.isEmpty() ? new Refused("its answer holds no token", true) : new Given("Bearer " + token);
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

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(it -> "%s=%s".formatted(it.getKey(), URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }
}
