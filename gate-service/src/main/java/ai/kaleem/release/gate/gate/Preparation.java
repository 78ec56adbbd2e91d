package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images;
import ai.kaleem.release.gate.source.Images.Resolution;
import ai.kaleem.release.gate.source.Sources;
import ai.kaleem.release.gate.source.Sources.Location;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Finds out what a run is about: the commit, and the digests of its images. */
final class Preparation {

    private final Sources sources;
    private final Images images;
    private final Policy policy;
    private final Clock clock;

    Preparation(Sources sources, Images images, Policy policy, Clock clock) {
        this.sources = sources;
        this.images = images;
        this.policy = policy;
        this.clock = clock;
    }

    sealed interface Finding {

        /** What the run is now known to be about. */
        record Known(UnaryOperator<GateRun> change) implements Finding {}

        /** The run ends here. */
        record Stopped(Verdict verdict, String reason) implements Finding {}
    }

    private static final Finding NOTHING_NEW = new Finding.Known(it -> it);

    /** The commit; one that a former life of ours found stays, wherever its branch is now. */
    Finding locate(GateRun run) throws InterruptedException {
        var source = run.request().source();
        var before = run.request().phase() == GatePhase.BEFORE;
        var hasPrograms = run.request().gates().stream().anyMatch(GateSpec::isOfSource);
        if (source == null || run.commit() != null || !(before || hasPrograms)) {
            return NOTHING_NEW;
        }
        var pauses = policy.pauses().iterator();
        while (true) {
            switch (sources.locate(source, before)) {
                case Location.Found(var commit, var changes) -> {
                    return new Finding.Known(it -> it.located(commit, changes, clock.instant()));
                }
                case Location.Refused(var reason) -> {
                    return new Finding.Stopped(Verdict.FAILED, reason);
                }
                case Location.Unreachable(var reason) -> {
                    if (!rested(pauses)) {
                        return new Finding.Stopped(Verdict.ERRORED, reason);
                    }
                }
            }
        }
    }

    /** The digests; a local image stays as it is, for the agent alone can see its host, and one that is built has none yet. */
    Finding resolve(GateRun run) throws InterruptedException {
        if (run.request().phase() != GatePhase.BEFORE) {
            return NOTHING_NEW;
        }
        var resolved = new HashMap<>(run.images());
        var built = run.request().gates().stream()
                .map(GateSpec::imagePush)
                .filter(Objects::nonNull)
                .flatMap(it -> it.services().stream())
                .collect(Collectors.toSet());
        for (var image : run.images().entrySet()) {
            if (built.contains(image.getKey())) {
                continue;
            }
            ImageName name;
            try {
                name = ImageName.parse(image.getValue());
            } catch (IllegalArgumentException e) {
                return new Finding.Stopped(Verdict.FAILED, "Service %s: %s".formatted(image.getKey(), e.getMessage()));
            }
            if (name.isLocal()) {
                continue;
            }
            switch (resolve(name)) {
                case Resolution.Resolved(var digest) -> resolved.put(image.getKey(), name.at(digest));
                case Resolution.Absent(var reason) -> {
                    return new Finding.Stopped(Verdict.FAILED, reason);
                }
                case Resolution.Unreachable it -> {
                    // What is pinned cannot change; whether it is still there the agent finds out, which may have it.
                    if (!name.isPinned()) {
                        return new Finding.Stopped(Verdict.ERRORED, it.reason());
                    }
                }
            }
        }
        return new Finding.Known(it -> it.resolved(resolved, clock.instant()));
    }

    private Resolution resolve(ImageName name) throws InterruptedException {
        var pauses = policy.pauses().iterator();
        while (true) {
            var resolution = images.resolve(name);
            var again = resolution instanceof Resolution.Unreachable it && !it.lasting() && !name.isPinned();
            if (!again || !rested(pauses)) {
                return resolution;
            }
        }
    }

    private static boolean rested(Iterator<Duration> pauses) throws InterruptedException {
        if (!pauses.hasNext()) {
            return false;
        }
        Thread.sleep(pauses.next());
        return true;
    }
}
