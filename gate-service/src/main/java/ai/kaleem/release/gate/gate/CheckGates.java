package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.gate.gate.Preparation.Finding;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import ai.kaleem.release.gate.source.Images;
import ai.kaleem.release.gate.source.Sources;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a commit, or what runs: finds the commit and the digests, runs the gates, and tells a report of each change. What
 * an earlier life of ours had begun goes on from where its store says it was.
 */
public final class CheckGates {

    private static final Logger log = LoggerFactory.getLogger(CheckGates.class);

    private final Runs runs;
    private final Sources sources;
    private final RunFolders folders;
    private final Programs programs;
    private final Preparation preparation;
    private final Conditions conditions;
    private final RunGates gates;
    private final Crew crew;
    private final Clock clock;

    public CheckGates(
            Runs runs,
            Sources sources,
            Images images,
            Tools tools,
            GateLogs logs,
            RunFolders folders,
            Policy policy,
            Crew crew,
            GateWatch watch,
            Clock clock) {
        this.runs = runs;
        this.sources = sources;
        this.folders = folders;
        this.programs = tools.programs();
        this.preparation = new Preparation(sources, images, policy, clock);
        this.conditions = new Conditions(sources);
        var perform = new PerformGate(runs, sources, tools, clock);
        var attempts = new Attempts(runs, perform, logs, policy, watch, clock);
        this.gates = new RunGates(runs, attempts, policy, crew, clock);
        this.crew = crew;
        this.clock = clock;
    }

    /**
     * Stores the run, so that it will be worked on whatever happens.
     *
     * @return the run's id; a request that was accepted before changes nothing
     */
    public RunId accept(GatesRequested request, @Nullable String traceparent) {
        runs.add(GateRun.of(request, traceparent, clock.instant()));
        return RunId.of(request);
    }

    /** Tells the present report once more. A run that is not here is none of ours to invent. */
    public void tellAgain(DeploymentId deployment, GatePhase phase) {
        var id = new RunId(deployment, phase);
        try {
            runs.change(id, it -> it.toldAgain(clock.instant()));
        } catch (NoSuchElementException e) {
            log.warn("A report on {} is asked for, but no such check was ever requested here", id);
        }
    }

    /** Ends what former lives of ours have left running here. To be called before anything is worked on. */
    public void begin() {
        programs.endLeftovers();
    }

    /**
     * Works on a run that is claimed, to its verdict.
     *
     * @throws InterruptedException where we are stopped; the run goes on in the next life
     * @throws Runs.Unreadable where its document became so
     */
    public void work(RunId id) throws InterruptedException {
        try {
            var run = runs.findPatiently(id).orElseThrow();
            if (!run.isOver()) {
                workOn(run);
            }
        } catch (Runs.ClaimLost e) {
            // What lies here is of no use to whoever has it now.
            log.warn(e.getMessage());
        } catch (Runs.Unreadable e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            log.error("Run {} stopped by an error of ours", id, e);
            var reason = "gate-service could not go on: %s".formatted(e);
            runs.changeClaimed(id, it -> it.isOver() ? it : it.endedEarly(Verdict.ERRORED, reason, clock.instant()));
        }
        folders.remove(id);
    }

    private void workOn(GateRun accepted) throws InterruptedException, IOException {
        var id = accepted.id();
        var run = afterFormerLife(accepted);
        if (run.begunAt() == null && clock.instant().isAfter(run.request().notAfter())) {
            end(
                    id,
                    Verdict.ERRORED,
                    "the request came too late: nothing is begun after %s"
                            .formatted(run.request().notAfter()));
            return;
        }
        var fault = Needs.fault(run.request().gates());
        if (fault.isPresent()) {
            end(id, Verdict.FAILED, fault.get());
            return;
        }
        run = runs.changeClaimed(id, it -> it.begun(clock.instant()));
        var checked = checkedBefore(run);
        if (checked.isPresent()) {
            run = runs.changeClaimed(id, it -> it.located(checked.get(), List.of(), clock.instant()));
        }
        for (var finding : findings(run)) {
            switch (finding) {
                case Finding.Stopped(var verdict, var reason) -> {
                    end(id, verdict, reason);
                    return;
                }
                case Finding.Known(var change) -> run = runs.changeClaimed(id, change);
            }
        }
        var folder = folder(run);
        var ready = runs.findPatiently(id).orElseThrow();
        gates.run(ready, folder, conditions.leftOut(ready));
        runs.changeClaimed(id, it -> it.ended(clock.instant()));
    }

    /** Ends what still runs of the gates that were interrupted; they run again. */
    private GateRun afterFormerLife(GateRun run) throws InterruptedException {
        var now = run;
        for (var gate : run.gates()) {
            if (gate.status() != Status.RUNNING) {
                continue;
            }
            var former = run.processes().get(gate.name());
            if (former == null) {
                programs.end(Attempts.mark(run.id(), gate));
            } else {
                programs.end(former);
            }
            now = runs.changeClaimed(run.id(), it -> it.interrupted(gate.name(), clock.instant()));
        }
        return now;
    }

    /** The commit that was checked before the switch: its branch may have moved since, what runs has not. */
    private Optional<String> checkedBefore(GateRun run) throws InterruptedException {
        if (run.request().phase() == GatePhase.BEFORE
                || run.commit() != null
                || programs(run).isEmpty()) {
            return Optional.empty();
        }
        return runs.findPatiently(new RunId(run.request().deploymentId(), GatePhase.BEFORE))
                .map(GateRun::commit);
    }

    private List<Finding> findings(GateRun run) throws InterruptedException {
        try (var hands = crew.hire()) {
            var location = hands.submit(() -> preparation.locate(run));
            var digests = hands.submit(() -> preparation.resolve(run));
            return List.of(location.get(), digests.get());
        } catch (ExecutionException e) {
            throw RunGates.asItWas(e);
        }
    }

    /** The folder that programs run in, and images are built from; null where there are none, or there is no source for it. */
    private @Nullable RunFolder folder(GateRun run) throws InterruptedException, IOException {
        var source = run.request().source();
        var commit = run.commit();
        if (source == null || commit == null || run.request().gates().stream().noneMatch(GateSpec::isOfSource)) {
            return null;
        }
        var folder = folders.open(run.id());
        if (programs(run).isEmpty()) {
            return folder;
        }
        if (sources.workTree(folder.checkout(), source, commit).fresh()) {
            // What earlier gates left in the tree, an installation above all, is gone with it.
            for (var gate : programs(run)) {
                if (run.gate(gate).filter(it -> it.status() == Status.FINISHED).isPresent()) {
                    runs.changeClaimed(
                            run.id(), it -> it.again(gate, "its work tree is gone, runs again", clock.instant()));
                }
            }
        }
        return folder;
    }

    /** The gates that are programs. */
    private static List<String> programs(GateRun run) {
        return run.request().gates().stream()
                .filter(it -> it.run() != null)
                .map(GateSpec::name)
                .toList();
    }

    private void end(RunId id, Verdict verdict, String reason) throws InterruptedException {
        runs.changeClaimed(id, it -> it.endedEarly(verdict, reason, clock.instant()));
    }
}
