package ai.kaleem.release.notifier.inbound;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.notifier.delivery.Deliveries;
import ai.kaleem.release.notifier.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the ledger to other services. */
@RestController
class DeliveriesController {

    private final Deliveries deliveries;

    DeliveriesController(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** In the order of the release's events; empty for a release nobody is told of, or an unknown one. */
    @GetMapping("/internal/deliveries")
    Page of(@RequestParam String release) {
        var id = new ReleaseId(release);
        var items = deliveries.of(id).stream().map(Item::of).toList();
        return new Page(items, deliveries.unreadable(id));
    }

    @ExceptionHandler
    ProblemDetail notAnId(IllegalArgumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "release: " + e.getMessage());
    }

    /** @param unreadable in words, what of the release is there and cannot be read */
    record Page(List<Item> items, List<String> unreadable) {}

    /**
     * @param unanswered attempts that may have arrived or not
     * @param mayHaveBeenHeardTwice in a chat, which cannot tell a repeat; a webhook knows it by its id
     */
    record Item(
            String id,
            ReleaseId release,
            DeploymentId deployment,
            long number,
            String event,
            String channel,
            Channel.Kind kind,
            Delivery.State state,
            int attempts,
            int unanswered,
            boolean mayHaveBeenHeardTwice,
            Instant createdAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant finishedAt,
            @Nullable String detail) {

        static Item of(Delivery delivery) {
            var told = delivery.told();
            return new Item(
                    delivery.id().value(),
                    told.releaseId(),
                    told.event().deploymentId(),
                    told.number(),
                    told.type(),
                    delivery.channel().name(),
                    delivery.channel().kind(),
                    delivery.state(),
                    delivery.attempts(),
                    delivery.unanswered(),
                    delivery.mayHaveBeenHeardTwice(),
                    delivery.createdAt(),
                    delivery.isOpen() ? delivery.nextAttemptAt() : null,
                    delivery.finishedAt(),
                    delivery.detail());
        }
    }
}
