package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.Triggers;
import java.util.Locale;
import java.util.Optional;

/** Turns a version back that answers with too many errors, or too late, for too long. One service's. */
final class TrafficTriggers {

    private static final double MOST = 0.95;

    private final String service;
    private final String container;
    private final Traffic traffic;
    private final Triggers triggers;
    private final Sustained errors;
    private final Sustained latency;

    TrafficTriggers(ServiceSpec service, String container, Traffic traffic, Triggers triggers) {
        this.service = service.name();
        this.container = container;
        this.traffic = traffic;
        this.triggers = triggers;
        this.errors = new Sustained(it -> it.errorRate() > triggers.errors(), triggers.errorsFor());
        this.latency = new Sustained(this::isLate, triggers.latencyFor());
    }

    private boolean isLate(Answers answers) {
        return answers.quantile(MOST) > triggers.latency().toMillis();
    }

    /** Why it cannot stay, in words. */
    Optional<String> look() {
        var answers = traffic.take().getOrDefault(container, Answers.NONE);
        var now = System.nanoTime();
        var fails = errors.lasts(answers, now);
        var isLate = latency.lasts(answers, now);
        if (fails) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "errors: more than %.1f %% of the requests to %s failed for %s",
                    triggers.errors() * 100,
                    service,
                    Words.of(triggers.errorsFor())));
        }
        return isLate
                ? Optional.of("response time: 1 of 20 requests to %s or more took longer than %s for %s"
                        .formatted(service, Words.of(triggers.latency()), Words.of(triggers.latencyFor())))
                : Optional.empty();
    }
}
