package ai.kaleem.release.agent.outbound.gateway;

import java.util.List;

/**
 * The process variables of HAProxy that send some visitors to a canary.
 *
 * @param slot of the canary's server
 * @param share percent of the visitors; 0 where there is no canary, and then the rest says nothing
 * @param generation of the cookies that count
 */
record Trial(String slot, int share, String generation) {

    private static final Trial NONE = new Trial("none", 0, "none");

    static Trial of(Routing routing) {
        var canary = routing.canary();
        return canary == null
                ? NONE
                : routing.trial()
                        .map(it -> new Trial(it.slotName(), canary.share(), canary.generation()))
                        .orElse(NONE);
    }

    /** The share last: from then on it counts. */
    List<String> commands() {
        return List.of(
                "set var proc.canary str(%s)".formatted(slot),
                "set var proc.generation str(%s)".formatted(generation),
                "set var proc.share int(%d)".formatted(share));
    }

    static List<String> questions() {
        return List.of("get var proc.canary", "get var proc.generation", "get var proc.share");
    }

    boolean isSaidBy(String answer) {
        return answer.contains("<%s>".formatted(slot))
                && answer.contains("<%s>".formatted(generation))
                && answer.contains("<%d>".formatted(share));
    }
}
