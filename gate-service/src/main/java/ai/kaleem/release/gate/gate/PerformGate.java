package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Command;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.ImagePush;
import ai.kaleem.release.gate.gate.Builds.Sending;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import ai.kaleem.release.gate.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does what a gate is: runs its program, asks its question, builds its image or sends it, puts its tag. */
final class PerformGate {

    private final Runs runs;
    private final Sources sources;
    private final Tools tools;
    private final ReadReports reports;
    private final Clock clock;

    PerformGate(Runs runs, Sources sources, Tools tools, Clock clock) {
        this.runs = runs;
        this.sources = sources;
        this.tools = tools;
        this.reports = new ReadReports(tools.reports());
        this.clock = clock;
    }

    /** @param folder null where there is no source */
    Outcome perform(GateRun run, Gate gate, GateSpec spec, @Nullable RunFolder folder, GateLog log)
            throws InterruptedException {
        try {
            if (spec.run() != null && folder != null) {
                return program(run, gate, spec, spec.run(), folder, log);
            }
            if (spec.imageBuild() != null && folder != null) {
                return build(run, spec, spec.imageBuild(), folder, log);
            }
            if (spec.imagePush() != null) {
                return push(run, spec, spec.imagePush(), log);
            }
            if (spec.gitTag() != null) {
                return tools.tags().put(Objects.requireNonNull(run.request().source()), spec.gitTag());
            }
            return tools.probes().ask(spec, run.request().publish(), log);
        } catch (Runs.ClaimLost e) {
            throw e;
        } catch (RuntimeException e) {
            return new Outcome.Unknown("an error of ours: %s".formatted(e));
        }
    }

    private Outcome program(GateRun run, Gate gate, GateSpec spec, Command command, RunFolder folder, GateLog log)
            throws InterruptedException {
        var call = new Programs.Call(
                Attempts.mark(run.id(), gate), command, folder.checkout(), folder.home(), spec.timeout());
        var end = tools.programs()
                .run(call, log, mark -> runs.changeClaimed(run.id(), it -> it.launched(gate.name(), mark)));
        return reports.judge(end, spec, new Reports.Place(folder.checkout(), command.in(), gate.startedAt()), log);
    }

    /** Of the commit alone: what other gates leave in the work tree meanwhile must not get into an image. */
    private Outcome build(GateRun run, GateSpec spec, ImageBuild build, RunFolder folder, GateLog log)
            throws InterruptedException {
        var source = Objects.requireNonNull(run.request().source());
        var commit = Objects.requireNonNull(run.commit());
        var context = folder.checkout().resolveSibling("%s.tar".formatted(spec.name()));
        try {
            var fault = sources.pack(source, commit, build.context(), context);
            if (fault.isPresent()) {
                return new Outcome.Failed(fault.get());
            }
            var labels = Map.of(
                    "org.opencontainers.image.revision",
                    commit,
                    "org.opencontainers.image.version",
                    run.request().version());
            return tools.builds().build(build, context, labels, spec.timeout(), log);
        } catch (IOException e) {
            return new Outcome.Unknown("the build context cannot be written: %s".formatted(e));
        } finally {
            remove(context);
        }
    }

    private Outcome push(GateRun run, GateSpec spec, ImagePush push, GateLog log) throws InterruptedException {
        return switch (tools.builds().push(push.image(), spec.timeout(), log)) {
            case Sending.Sent(var reference) -> {
                runs.changeClaimed(run.id(), it -> it.sent(push.services(), reference, clock.instant()));
                yield new Outcome.Passed("sent as %s".formatted(reference));
            }
            case Sending.NotSent(var outcome) -> outcome;
        };
    }

    /** It goes with the run's folder at the latest. */
    private static void remove(Path context) {
        try {
            Files.deleteIfExists(context);
        } catch (IOException e) {
            return;
        }
    }
}
