package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;

/** The place behind a channel, the same for every plan that names it; its address is never shown where it is a secret. */
public record Destination(Channel.Kind kind, String place) {

    static Destination of(Channel channel) {
        var url = channel.url();
        return new Destination(channel.kind(), url != null ? url : "file:" + channel.urlFile());
    }

    /** In words, for a log or a ledger. */
    @Override
    public String toString() {
        return "%s at %s".formatted(kind.name().toLowerCase(java.util.Locale.ROOT), place);
    }
}
