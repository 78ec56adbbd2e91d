package ai.kaleem.release.system.chaos.oracle;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Each kind of release ends as it should, unless a fault that came in between explains another honest end. */
final class EndsAreRight implements Rule {

    /** Faults that the product itself feels: its gates are right to fail. */
    private static final Set<String> OF_THE_PRODUCT = Set.of("GATEWAY", "PRODUCT", "ENGINE", "CONTAINERD");

    private static final Set<String> OF_ALL = Set.of("ENGINE", "CONTAINERD");

    /** Faults that can keep a {@code keep} from its agent. */
    private static final Set<String> ON_THE_WAY = Set.of(
            "RELEASE_API",
            "GATE_SERVICE",
            "DEPLOY_AGENT",
            "RABBITMQ",
            "RABBITMQ_FULL",
            "RABBITMQ_HUNG",
            "ENGINE",
            "CONTAINERD");

    /** What is accepted may be answered so much later, in milliseconds. */
    private static final long ANSWERED_WITHIN = 2000;

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        for (var promise : chronicle.promises()) {
            var deployment = promise.deployment();
            var ends = promise.asked().texts("ends");
            if (!deployment.hasEnded() || ends.contains(deployment.state())) {
                continue;
            }
            var why = explanation(chronicle, deployment);
            if (why.isPresent()) {
                findings.allowed(why.get());
            } else {
                findings.unexpected(
                        "%s should have ended as %s (%s)",
                        deployment, ends, promise.asked().text("kind"));
            }
        }
        chronicle.deployments().stream().flatMap(it -> it.gates().stream()).forEach(it -> {
            if (it.path("attempt").asInt(1) > 1) {
                findings.allowed("a gate's second attempt");
            }
        });
    }

    private static Optional<String> explanation(Chronicle chronicle, Deployment deployment) {
        var state = deployment.state();
        var reason = deployment.reason().toLowerCase(Locale.ROOT);
        if (state.equals("CANCELLED") && cancelled(chronicle, deployment)) {
            return Optional.of("cancelled as asked");
        }
        if (state.equals("ROLLED_BACK") && cancelCrossedTheSwitch(chronicle, deployment)) {
            return Optional.of("ROLLED_BACK, since its cancellation and its switch crossed on their way");
        }
        if (Set.of("CANCELLED", "ROLLED_BACK").contains(state) && chronicle.tookBack(deployment.app(), deployment)) {
            return Optional.of("%s for an emergency rollback".formatted(state));
        }
        if (Set.of("FAILED", "ROLLED_BACK", "ROLLBACK_FAILED").contains(state)
                && productWasHit(chronicle, deployment)) {
            return Optional.of("%s, since a fault hit the product itself".formatted(state));
        }
        if (Set.of("FAILED", "ROLLED_BACK").contains(state)
                && reason.contains("unhealthy")
                && wasUnhealthy(chronicle, deployment)) {
            return Optional.of("%s, since the engine too found the product unhealthy".formatted(state));
        }
        if (state.equals("ROLLED_BACK")
                && reason.contains("nobody confirmed")
                && chronicle.faults().stream()
                        .anyMatch(it -> ON_THE_WAY.contains(it.kind()) && it.touches(deployment))) {
            return Optional.of("ROLLED_BACK, since a fault kept the keep from its agent");
        }
        if (Set.of("REJECTED", "ROLLED_BACK").contains(state)
                && reason.contains("interrupted too often")
                && chronicle.faults().stream()
                        .anyMatch(it -> it.kind().equals("GATE_SERVICE") && it.touches(deployment))) {
            return Optional.of("%s, since gate-service was killed again and again under a gate".formatted(state));
        }
        return Optional.empty();
    }

    private static boolean cancelled(Chronicle chronicle, Deployment deployment) {
        return cancellations(chronicle, deployment).findAny().isPresent();
    }

    private static Stream<Entry> cancellations(Chronicle chronicle, Deployment deployment) {
        return chronicle
                .all("client", "cancel-answered")
                .filter(it -> it.text("deployment").equals(deployment.id()) && it.number("status") == 202);
    }

    /** It was accepted before release-api could know that the agent had switched. */
    private static boolean cancelCrossedTheSwitch(Chronicle chronicle, Deployment deployment) {
        return cancellations(chronicle, deployment)
                .anyMatch(cancelled -> chronicle
                        .all("story", "told")
                        .filter(it -> it.text("deployment").equals(deployment.id()))
                        .filter(it -> it.text("type").startsWith("release.switched"))
                        .anyMatch(it -> cancelled.at() <= it.number("happened") + ANSWERED_WITHIN));
    }

    /** On a machine that is busy enough, the product's own healthcheck takes too long. */
    private static boolean wasUnhealthy(Chronicle chronicle, Deployment deployment) {
        return chronicle
                .all("engine", "unhealthy")
                .anyMatch(it -> it.text("deployment").equals(deployment.id()));
    }

    private static boolean productWasHit(Chronicle chronicle, Deployment deployment) {
        return chronicle.faults().stream()
                .filter(it -> OF_THE_PRODUCT.contains(it.kind()))
                .filter(it -> OF_ALL.contains(it.kind()) || it.target().equals(deployment.app()))
                .anyMatch(it -> it.touches(deployment));
    }
}
