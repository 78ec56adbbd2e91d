package ai.kaleem.release.gate;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.gate.gate.Crew;
import ai.kaleem.release.gate.gate.GateWatch;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.RunId;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gates as observations, and threads on which the observation they are part of goes on. */
final class ObservedGates implements GateWatch, Crew {

    private final ObservationRegistry registry;

    ObservedGates(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Outcome watch(RunId run, GateSpec gate, Attempt attempt) throws InterruptedException {
        var observation = Observation.createNotStarted("release.gate", registry)
                .lowCardinalityKeyValue("kind", gate.kind())
                .lowCardinalityKeyValue("phase", run.phase().name())
                .highCardinalityKeyValue("gate", gate.name())
                .highCardinalityKeyValue("deployment", run.deploymentId().value())
                .lowCardinalityKeyValue("outcome", "interrupted")
                .start();
        try (var scope = observation.openScope()) {
            var outcome = attempt.make();
            observation.lowCardinalityKeyValue(
                    "outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            return outcome;
        } catch (RuntimeException e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    @Override
    public ExecutorService hire() {
        var current = registry.getCurrentObservation();
        return Executors.newThreadPerTaskExecutor(
                task -> Thread.ofVirtual().unstarted(current == null ? task : () -> current.scoped(task)));
    }
}
