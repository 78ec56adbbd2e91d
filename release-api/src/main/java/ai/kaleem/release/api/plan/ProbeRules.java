package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.common.contract.Probe.Call;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a question to the running product can be asked. */
final class ProbeRules {

    private final String path;
    private final GateSpec gate;
    private final List<Fault> faults = new ArrayList<>();

    /** @param path of the gate in the plan, without the kind */
    ProbeRules(String path, GateSpec gate) {
        this.path = "%s.%s".formatted(path, gate.kind());
        this.gate = gate;
    }

    /** Whether it needs the address at which the environment is published. */
    static boolean asksPath(GateSpec gate) {
        return calls(gate).anyMatch(it -> it.url().startsWith("/"));
    }

    private static Stream<Call> calls(GateSpec gate) {
        return switch (gate.probe()) {
            case null -> Stream.ofNullable(gate.http()).map(Http::call);
            case Probe.Latency it -> Stream.of(it.call());
            case Probe.Frontend it -> Stream.of(it.page());
            case Probe.Tenants it -> Stream.of(it.first(), it.second());
            case Probe.Webhook it -> Stream.of(it.to(), it.effect());
            case Probe.Tcp it -> Stream.empty();
            case Probe.Tls it -> Stream.empty();
            case Probe.Redis it -> Stream.empty();
            case Probe.RabbitMq it -> Stream.empty();
            case Probe.MongoDb it -> Stream.empty();
            case Probe.Qdrant it -> Stream.empty();
        };
    }

    List<Fault> faults() {
        var http = gate.http();
        if (http != null) {
            check(http);
        }
        switch (gate.probe()) {
            case Probe.Latency it -> check(it);
            case Probe.Tenants it -> check(it);
            case Probe.Webhook it -> check(it);
            case null, default -> {}
        }
        return List.copyOf(faults);
    }

    private void check(Http http) {
        checkPattern("body", http.body());
        http.headers().forEach((name, pattern) -> checkPattern("headers." + name, pattern));
        if (http.certificateDays() != null && !http.url().startsWith("https://")) {
            fault("certificateDays", "needs an answer over TLS", "give it a url that starts with https://");
        }
    }

    private void check(Probe.Latency latency) {
        var least = latency.pace().multipliedBy((long) latency.samples() + latency.warmUp());
        if (least.compareTo(gate.timeout()) >= 0) {
            fault(
                    "samples",
                    "with their pace take %d s at least, and an attempt may take %d s"
                            .formatted(least.toSeconds(), gate.timeout().toSeconds()),
                    "ask for fewer, at another pace, or write a longer timeout beside latency");
        }
        if (latency.failures() >= latency.samples()) {
            fault("failures", "lets all samples fail", "write fewer than samples");
        }
    }

    private void check(Probe.Tenants tenants) {
        if (tenants.first().url().equals(tenants.second().url())) {
            fault("second", "asks for the same as the first", "give each tenant a resource of its own");
        }
        if (lacksCredentials(tenants.first())) {
            fault("first", "has no credentials", "add tokenFile or headersFile");
        }
        if (lacksCredentials(tenants.second())) {
            fault("second", "has no credentials", "add tokenFile or headersFile");
        } else if (Objects.equals(tenants.first().tokenFile(), tenants.second().tokenFile())
                && Objects.equals(
                        tenants.first().headersFile(), tenants.second().headersFile())) {
            fault("second", "has the credentials of the first", "give each tenant those of its own");
        }
    }

    private void check(Probe.Webhook webhook) {
        // {{id}} itself is no pattern; what takes its place is one.
        checkPattern("shows.body", Probe.Webhook.filled(webhook.shows(), "id"));
        if (webhook.secretFile() == null && lacksCredentials(webhook.to())) {
            fault("secretFile", "is missing, and the event has no other credentials", "add secretFile or headersFile");
        }
        if (!webhook.shows().contains("{{id}}") && !webhook.effect().url().contains("{{id}}")) {
            fault(
                    "shows",
                    "could be the effect of an earlier event",
                    "write {{id}} into its address or its body, and into event");
        }
    }

    private static boolean lacksCredentials(Call call) {
        return call.tokenFile() == null && call.headersFile() == null;
    }

    private void checkPattern(String field, @Nullable String pattern) {
        try {
            if (pattern != null) {
                Pattern.compile(pattern);
            }
        } catch (PatternSyntaxException e) {
            fault(
                    field,
                    "no regular expression: %s".formatted(e.getMessage()),
                    "see https://github.com/google/re2/wiki/Syntax");
        }
    }

    private void fault(String field, String message, String fix) {
        faults.add(new Fault("%s.%s".formatted(path, field), message, fix));
    }
}
