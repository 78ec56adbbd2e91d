package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.notice.Notice;
import ai.kaleem.release.notifier.notice.Occasion;
import ai.kaleem.release.notifier.notice.Wording;

/** The words of a delivery, in the language of its channel. */
final class Notices {

    private Notices() {}

    static Notice of(Delivery delivery) {
        var told = delivery.told();
        var occasion = Occasion.of(told.event())
                .orElseThrow(() -> new IllegalStateException("Nobody is told of " + told.type()));
        return Wording.in(delivery.channel().language()).of(occasion, told);
    }
}
