package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.trigger.Pushes;
import ai.kaleem.release.api.trigger.Pushes.Heard;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What was pushed, and what came of it. */
@Tag(name = "Apps")
@RestController
class PushesController {

    private static final int MOST = 50;

    private final Plans plans;
    private final Pushes pushes;

    PushesController(Plans plans, Pushes pushes) {
        this.plans = plans;
        this.pushes = pushes;
    }

    /** The last fifty that some environment follows, newest first. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/api/v1/apps/{app}/pushes", produces = MediaType.APPLICATION_JSON_VALUE)
    PushList list(@PathVariable String app) {
        plans.get(app);
        return new PushList(pushes.list(app, MOST).stream().map(PushView::of).toList());
    }

    record PushList(List<PushView> items) {}

    /** @param settledAt null while nothing came of it */
    record PushView(
            String id,
            String via,
            String ref,
            String by,
            Instant at,
            @Nullable Instant settledAt,
            List<ResultView> results) {

        static PushView of(Heard heard) {
            var push = heard.push();
            return new PushView(
                    push.id(),
                    push.via(),
                    push.ref(),
                    push.by(),
                    push.at(),
                    heard.settledAt(),
                    heard.results().stream()
                            .map(it -> new ResultView(
                                    it.environment(),
                                    it.release() == null ? null : it.release().value(),
                                    it.reason()))
                            .toList());
        }
    }

    /**
     * @param release null where it made none
     * @param reason why not; null where it did
     */
    record ResultView(
            String environment,
            @Nullable String release,
            @Nullable String reason) {}
}
