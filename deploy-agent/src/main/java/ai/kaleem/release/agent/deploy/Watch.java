package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Verdict.Finding;
import ai.kaleem.release.agent.analysis.Verdict.Kind;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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

        void hear(Deployment deployment, TurnBack why);
    }

    /** A watch that is kept until it is closed. */
    interface Kept extends AutoCloseable {

        @Override
        void close();
    }

    /** What is looked at; one for each time something is watched. */
    private final class Sight {

        final Deployment deployment;
        final List<ServiceSpec> services;
        final List<TrafficTriggers> traffic;
        final Dependencies dependencies;
        final List<Measure> measures;
        final Instant since = tools.ledger().now();

        Sight(
                Deployment deployment,
                List<ServiceSpec> services,
                List<TrafficTriggers> traffic,
                List<Measure> measures) {
            this.deployment = deployment;
            this.services = services;
            this.traffic = traffic;
            this.measures = measures;
            this.dependencies = new Dependencies(
                    tools.host(),
                    triggers(deployment).dependencies() ? deployment.request().datastores() : List.of());
        }
    }

    /**
     * Looks again and again, beside whoever waits, so that a slow answer delays nobody; until there is something to
     * complain of.
     */
    Kept keepOn(Deployment deployment, Duration every, OnComplaint complaint) {
        var traffic = Rollout.routed(deployment).stream()
                .map(it -> new TrafficTriggers(
                        it,
                        Containers.name(deployment, it),
                        tools.gateway().watch(Route.to(deployment.place(), it)),
                        triggers(deployment)))
                .toList();
        var blanks = Blanks.of(deployment, deployment.before().map(tools.ledger()::get));
        var measures = triggers(deployment).checks().stream()
                .map(it -> new Measure(it, tools.metrics(), blanks, every))
                .toList();
        return keepOn(new Sight(deployment, deployment.request().services(), traffic, measures), every, complaint);
    }

    /** The same of services that have some of the traffic: the others do not run yet, and their answers are compared. */
    Kept keepOnCanary(Deployment deployment, List<ServiceSpec> services, Duration every, OnComplaint complaint) {
        return keepOn(new Sight(deployment, services, List.of(), List.of()), every, complaint);
    }

    private Kept keepOn(Sight sight, Duration every, OnComplaint complaint) {
        var over = new CountDownLatch(1);
        Thread.ofVirtual().name("watch-" + sight.deployment.place()).start(() -> {
            try {
                do {
                    var why = look(sight);
                    if (why.isPresent()) {
                        complaint.hear(sight.deployment, why.get());
                        return;
                    }
                } while (!over.await(every.toMillis(), TimeUnit.MILLISECONDS));
            } catch (JournalClosed e) {
                log.debug("The watch over {} ends", sight.deployment.id());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return over::countDown;
    }

    /** Why the version cannot stay; empty while it can, or while that cannot be known. */
    private Optional<TurnBack> look(Sight sight) {
        try {
            var unwell = sight.services.stream()
                    .flatMap(it -> look(sight, it, Containers.name(sight.deployment, it)).stream())
                    .findFirst()
                    .or(() -> sight.traffic.stream()
                            .flatMap(it -> it.look().stream())
                            .findFirst())
                    .or(() -> measured(sight));
            // A lost store makes its users unwell; named is what is lost.
            var lost = sight.dependencies.look();
            return lost.map(it -> new TurnBack(TurnBack.Cause.DEPENDENCY_LOST, it))
                    .or(() -> unwell.map(it -> new TurnBack(TurnBack.Cause.UNHEALTHY, it)));
        } catch (RuntimeException e) {
            // Whatever it is, it is no complaint, and the watch goes on.
            log.debug("{} cannot be watched now: {}", sight.deployment.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> measured(Sight sight) {
        var now = System.nanoTime();
        // All of them, so that each is asked about in time.
        var findings = sight.measures.stream().map(it -> it.look(now)).toList();
        return findings.stream()
                .filter(it -> it.kind() == Kind.OVER_LIMIT)
                .findFirst()
                .map(Finding::summary);
    }

    private Optional<String> look(Sight sight, ServiceSpec service, String container) {
        var killed = killed(sight, container);
        var ended = crashes(container);
        if (Math.max(killed, ended) >= triggers(sight.deployment).restarts()) {
            return Optional.of(
                    killed > 0
                            ? "out of memory: %s was killed for lack of it; give it more with 'memory'"
                                    .formatted(service.name())
                            : "%s ended by itself after the switch; its last output is in the evidence"
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

    /** An engine that cannot tell is no reason to look at nothing else. */
    private int killed(Sight sight, String container) {
        try {
            return tools.host().outOfMemory(container, sight.since);
        } catch (StepFailed e) {
            log.debug("Not known whether {} lacked memory: {}", container, e.getMessage());
            return 0;
        }
    }

    /** The engine starts what ended by itself again, and counts. */
    private int crashes(String container) {
        var count =
                tools.host().inspect(container).map(ContainerState::restarts).orElse(0);
        var known = restarts.merge(container, count, Math::min);
        return count - known;
    }

    private static Triggers triggers(Deployment deployment) {
        return deployment.request().policy().turnsBackOn();
    }

    private static int patience(ServiceSpec service) {
        var spec = service.health();
        return spec == null ? LOOKS : Math.max(1, Math.min(LOOKS, spec.attempts()));
    }
}
