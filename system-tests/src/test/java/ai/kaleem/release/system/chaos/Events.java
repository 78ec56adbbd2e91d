package ai.kaleem.release.system.chaos;

import java.util.List;

/** Who hears what is told on the broker. The witness is deaf longer than the notifier, and so never hears what that does not. */
final class Events {

    private static final String EXCHANGE = "release.events";
    private static final String NOTIFIER = "notifier.events.v2";

    private final BrokerConsole broker;

    Events(BrokerConsole broker) {
        this.broker = broker;
    }

    /** Until they are bound again, by us or by release-api that looks after the notifier's, an event reaches no queue. */
    void unbind() {
        List.of(StoryWitness.QUEUE, NOTIFIER)
                .forEach(queue -> broker.done(channel -> channel.queueUnbind(queue, EXCHANGE, "#")));
    }

    void bind() {
        List.of(NOTIFIER, StoryWitness.QUEUE)
                .forEach(queue -> broker.done(channel -> channel.queueBind(queue, EXCHANGE, "#")));
    }
}
