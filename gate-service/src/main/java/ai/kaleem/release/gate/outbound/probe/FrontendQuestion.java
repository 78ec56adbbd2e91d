package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Frontend;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * The page, then every script and stylesheet that it names, each loaded whole. A script that a server answers with its start
 * page is found out by its content type.
 */
final class FrontendQuestion implements Question {

    private static final Pattern HTML = Pattern.compile("(?i)^(text/html|application/xhtml\\+xml)\\b");
    private static final Pattern SCRIPT = Pattern.compile("(?i)^(text|application)/(x-)?(java|ecma)script\\b");
    private static final Pattern STYLE = Pattern.compile("(?i)^text/css\\b");

    private static final int MOST = 500;

    private final Call page;
    private final URI target;

    FrontendQuestion(Frontend frontend, @Nullable String publish) {
        this.page = frontend.page();
        this.target = Target.of(page.url(), publish);
    }

    @Override
    public String words() {
        return "page %s".formatted(target);
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        // What is elsewhere gets no credentials, and may be moved, as a browser would follow.
        var strange = new Call(page.url(), null, null, page.caFile());
        try (var own = Web.open(page, attempt);
                var others = Web.open(strange, attempt, Redirect.NORMAL)) {
            var answer = own.get(target);
            var type = answer.headers().firstValue("Content-Type").orElse("");
            var fault = fault(answer.statusCode(), type, HTML);
            if (fault != null) {
                return new Finding.Bad("the page: %s".formatted(fault));
            }
            var parts = parts(answer.body());
            if (parts.size() > MOST) {
                return new Finding.Bad(
                        "the page names %d scripts and styles, more than %d".formatted(parts.size(), MOST));
            }
            for (var part : parts.entrySet()) {
                var uri = part.getKey();
                var why = load(isOwn(uri) ? own : others, uri, part.getValue());
                attempt.say("%s: %s".formatted(uri, why == null ? "loaded" : why));
                if (why != null) {
                    return new Finding.Bad("%s: %s".formatted(uri, why));
                }
            }
            return new Finding.Good("the page and %d scripts and styles load".formatted(parts.size()));
        }
    }

    /** What the page names, with the content type it must have. */
    private Map<URI, Pattern> parts(String html) {
        var document = Jsoup.parse(html, target.toString());
        var parts = new LinkedHashMap<URI, Pattern>();
        for (var it : document.select("script[src], link[rel~=(?i)\\b(stylesheet|modulepreload)\\b][href]")) {
            var isStyle = it.attr("rel").toLowerCase(Locale.ROOT).contains("stylesheet");
            var uri = it.absUrl(it.hasAttr("src") ? "src" : "href");
            if (uri.startsWith("http")) {
                parts.putIfAbsent(Target.of(uri, null), isStyle ? STYLE : SCRIPT);
            }
        }
        return parts;
    }

    private static @Nullable String load(Web web, URI uri, Pattern type) throws InterruptedException {
        try {
            var answer = web.ask(HttpRequest.newBuilder(uri), BodyHandlers.discarding());
            return fault(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    type);
        } catch (IOException e) {
            return NoAnswer.why(e);
        }
    }

    private static @Nullable String fault(int status, String type, Pattern wanted) {
        if (status / 100 != 2) {
            return "HTTP %d".formatted(status);
        }
        return wanted.matcher(type).find()
                ? null
                : "HTTP %d, but it comes as %s".formatted(status, type.isEmpty() ? "no content type" : type);
    }

    private boolean isOwn(URI uri) {
        return Objects.equals(uri.getScheme(), target.getScheme())
                && Objects.equals(uri.getAuthority(), target.getAuthority());
    }
}
