package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.GateSpec.Http;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A GET whose status, headers, body and certificate are looked at, in this order. */
final class HttpQuestion implements Question {

    private static final int LONGEST_SHOWN = 4096;

    private final Http http;
    private final URI target;
    private final @Nullable Pattern body;
    private final Map<String, Pattern> headers = new TreeMap<>();
    private final JsonValues json;

    HttpQuestion(Http http, @Nullable String publish) {
        this.http = http;
        this.target = Target.of(http.url(), publish);
        this.body = http.body() == null ? null : Patterns.read("body", http.body());
        http.headers().forEach((name, pattern) -> headers.put(name, Patterns.read(name, pattern)));
        this.json = new JsonValues(http.json());
        if (http.certificateDays() != null && !"https".equals(target.getScheme())) {
            throw new PlanFault("certificateDays needs an https address, and %s is none".formatted(target));
        }
    }

    @Override
    public String words() {
        return "GET %s".formatted(target);
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        try (var web = Web.open(http.call(), attempt)) {
            var answer = web.get(target);
            var fault = fault(answer);
            if (fault != null) {
                var text = answer.body();
                return new Finding.Bad(fault, text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) : text);
            }
            return new Finding.Good("HTTP %d%s".formatted(answer.statusCode(), daysLeft(answer)));
        }
    }

    private @Nullable String fault(HttpResponse<String> answer) {
        var status = answer.statusCode();
        if (status != http.status()) {
            return "HTTP %d, not %d".formatted(status, http.status());
        }
        var header = headerFault(answer.headers());
        if (header != null) {
            return "HTTP %d, but %s".formatted(status, header);
        }
        if (body != null && !body.matcher(answer.body()).find()) {
            return "HTTP %d, but the body does not match %s".formatted(status, body.pattern());
        }
        var value = json.fault(answer.body());
        if (value != null) {
            return "HTTP %d, but %s".formatted(status, value);
        }
        var days = http.certificateDays();
        return days == null ? null : validity(answer).fault(days);
    }

    private @Nullable String headerFault(HttpHeaders found) {
        for (var it : headers.entrySet()) {
            var values = found.allValues(it.getKey());
            if (values.isEmpty()) {
                return "there is no header %s".formatted(it.getKey());
            }
            if (values.stream().noneMatch(value -> it.getValue().matcher(value).find())) {
                return "the header %s does not match %s"
                        .formatted(it.getKey(), it.getValue().pattern());
            }
        }
        return null;
    }

    private String daysLeft(HttpResponse<String> answer) {
        return http.certificateDays() == null
                ? ""
                : ", a certificate for %d more days".formatted(validity(answer).days());
    }

    private static Validity validity(HttpResponse<String> answer) {
        return answer.sslSession().map(HttpQuestion::validity).orElseThrow();
    }

    private static Validity validity(SSLSession session) {
        try {
            return Validity.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("An answer over TLS comes with a certificate", e);
        }
    }
}
