package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.PULL;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.ImageRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Brings the images of a release onto this host, and remembers which of them it brought. */
final class PullImages {

    /** Each is a write of the journal and a fact. */
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final Tools tools;
    private final StepRunner steps;

    PullImages(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    Result pull() {
        var deployment = steps.deployment();
        var missing = new LinkedHashSet<ImageRef>();
        for (var service : deployment.request().services()) {
            // A container that was found needs its image no more.
            if (Containers.isOwn(deployment, service)
                    && tools.host()
                            .imageId(Containers.image(deployment, service))
                            .isEmpty()) {
                missing.add(Containers.image(deployment, service));
            }
        }
        if (missing.isEmpty()) {
            return new Result.Nothing("every image is on this host");
        }
        var began = System.nanoTime();
        var lines = new ArrayList<String>();
        var bytes = 0L;
        for (var image : missing) {
            var one = new Telling(image, lines);
            bring(image, one);
            lines.add("%s: %s".formatted(image, one.last));
            bytes += one.last.bytes();
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new Result.Done(
                "Pulled %d images: %s in %s".formatted(missing.size(), Words.bytes(bytes), Words.precisely(took)),
                String.join("\n", lines),
                (page, it) -> {});
    }

    /** Only what was not here before us is ours to remove some day. It is written first, so that a crash does not make it anybody's. */
    private void bring(ImageRef image, PullWatch watch) {
        var id = steps.deployment().id();
        tools.ledger().change(id, it -> it.deeds().pulled(image));
        try {
            tools.host().pull(image, tools.settings().pullTimeout(), watch);
        } catch (StepFailed e) {
            tools.ledger().change(id, it -> it.deeds().pruned(image));
            throw e;
        }
    }

    private final class Telling implements PullWatch {

        private final ImageRef image;
        private final List<String> before;
        private PullProgress last = PullProgress.NONE;
        private PullProgress told = PullProgress.NONE;
        private long toldAt = System.nanoTime();

        Telling(ImageRef image, List<String> before) {
            this.image = image;
            this.before = before;
        }

        @Override
        public boolean isCalledOff() {
            return steps.isTurningBack();
        }

        @Override
        public void hear(PullProgress progress) {
            last = progress;
            if (!progress.equals(told) && System.nanoTime() - toldAt >= TELL_EVERY.toNanos()) {
                told = progress;
                toldAt = System.nanoTime();
                tools.ledger()
                        .change(
                                steps.deployment().id(),
                                it -> it.steps()
                                        .noted(
                                                PULL,
                                                "Pulling %s: %s".formatted(image, progress),
                                                String.join("\n", before)));
            }
        }
    }
}
