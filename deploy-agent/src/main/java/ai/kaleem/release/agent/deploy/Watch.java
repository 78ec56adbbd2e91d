package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an eye on a version that serves. Once is no verdict: the engine may just be starting again. */
final class Watch {

    /** Looks in a row that must find a fault where the plan does not say how many. */
    private static final int LOOKS = 3;

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private final Tools tools;
    private final Health health;
    private final Map<String, Integer> restarts = new HashMap<>();
    private final Map<String, Integer> complaints = new HashMap<>();

    Watch(Tools tools, Health health) {
        this.tools = tools;
        this.health = health;
    }

    /** @see #keepOn */
    interface OnComplaint {

        void hear(Deployment deployment, String why);
    }

    /** A watch that is kept until it is closed. */
    interface Kept extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Looks again and again, beside whoever waits, so that a slow answer delays nobody; until there is something to
     * complain of.
     */
    Kept keepOn(Deployment deployment, Duration every, OnComplaint complaint) {
        var over = new CountDownLatch(1);
        Thread.ofVirtual().name("watch-" + deployment.place()).start(() -> {
            try {
                do {
                    var why = look(deployment);
                    if (why.isPresent()) {
                        complaint.hear(deployment, why.get());
                        return;
                    }
                } while (!over.await(every.toMillis(), TimeUnit.MILLISECONDS));
            } catch (JournalClosed e) {
                log.debug("The watch over {} ends", deployment.id());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return over::countDown;
    }

    /** Why the version cannot stay, in words; empty while it can, or while that cannot be known. */
    private Optional<String> look(Deployment deployment) {
        try {
            return deployment.request().services().stream()
                    .flatMap(it -> look(it, deployment.prepared().containers().getOrDefault(it.name(), "")).stream())
                    .findFirst();
        } catch (HostUnavailable | StepFailed e) {
            log.debug("{} cannot be watched now: {}", deployment.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> look(ServiceSpec service, String container) {
        var crashes = crashes(container);
        if (crashes > 0) {
            return Optional.of("%s ended by itself after the switch; its last output is in the evidence"
                    .formatted(service.name()));
        }
        var complaint = health.complaint(service, container);
        if (complaint.isEmpty()) {
            complaints.remove(container);
            return Optional.empty();
        }
        var inARow = complaints.merge(container, 1, Integer::sum);
        return inARow >= patience(service) ? complaint : Optional.empty();
    }

    /** The engine starts what ended by itself again, and counts. */
    private int crashes(String container) {
        var count =
                tools.host().inspect(container).map(ContainerState::restarts).orElse(0);
        var known = restarts.merge(container, count, Math::min);
        return count - known;
    }

    private static int patience(ServiceSpec service) {
        var spec = service.health();
        return spec == null ? LOOKS : Math.max(1, Math.min(LOOKS, spec.attempts()));
    }
}
