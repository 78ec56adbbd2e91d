package ai.kaleem.release.agent.outbound.docker;

import java.util.List;
import java.util.Locale;

/** What kind of answer the reason is that an engine gives for a pull that failed. It has words alone, and no code. */
enum Refusal {

    /** The registry wants to know who we are, or does not take who we say we are. */
    OF_US(List.of("unauthorized", "no basic auth credentials", "access denied", "access to the resource is denied")),

    /** Asked again it would say the same. */
    OF_THE_IMAGE(List.of(
            "manifest unknown",
            "name unknown",
            "not known to registry",
            "not found",
            "unknown blob",
            "blob unknown",
            "no matching manifest",
            "invalid reference",
            "verification failed",
            "certificate",
            "http response to https client")),

    /** The engine has no room for it. */
    OF_THE_DISK(List.of("no space left", "disk quota exceeded")),

    /** It may be over soon. */
    FOR_NOW(List.of());

    private final List<String> words;

    Refusal(List<String> words) {
        this.words = words;
    }

    static Refusal of(String reason) {
        var said = reason.toLowerCase(Locale.ROOT);
        for (var kind : List.of(OF_US, OF_THE_DISK, OF_THE_IMAGE)) {
            if (kind.words.stream().anyMatch(said::contains)) {
                return kind;
            }
        }
        return FOR_NOW;
    }

    boolean isFinal() {
        return this != FOR_NOW;
    }
}
