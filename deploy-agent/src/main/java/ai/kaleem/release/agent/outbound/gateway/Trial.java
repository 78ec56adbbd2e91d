package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.common.contract.Canary.Match;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process variables of HAProxy that send some visitors to a canary.
 *
 * @param slot of the canary's server
 * @param share percent of the visitors; 0 where there is no canary, or only for testers
 * @param generation of the cookies that count
 * @param tester how testers are known: {@code header}, {@code cookie}, or {@code none}, and then the rest says nothing
 * @param name of that header or cookie
 * @param value it must have
 */
record Trial(String slot, int share, String generation, String tester, String name, String value) {

    private static final String NOBODY = "none";
    private static final Trial NONE = new Trial(NOBODY, 0, NOBODY, NOBODY, NOBODY, NOBODY);

    static Trial of(Routing routing) {
        var canary = routing.canary();
        return canary == null
                ? NONE
                : routing.trial()
                        .map(it -> of(it.slotName(), canary, canary.testers()))
                        .orElse(NONE);
    }

    private static Trial of(String slot, Routing.Canary canary, @Nullable Match testers) {
        if (testers == null) {
            return new Trial(slot, canary.share(), canary.generation(), NOBODY, NOBODY, NOBODY);
        }
        var header = testers.header();
        return new Trial(
                slot,
                canary.share(),
                canary.generation(),
                header == null ? "cookie" : "header",
                header == null ? Objects.requireNonNull(testers.cookie()) : header,
                testers.value());
    }

    /** The share and how testers are known last: from then on they count. */
    List<String> commands() {
        return List.of(
                "set var proc.canary str(%s)".formatted(slot),
                "set var proc.generation str(%s)".formatted(generation),
                "set var proc.tester_name str(%s)".formatted(name),
                "set var proc.tester_value str(%s)".formatted(value),
                "set var proc.tester str(%s)".formatted(tester),
                "set var proc.share int(%d)".formatted(share));
    }

    static List<String> questions() {
        return Stream.of("canary", "generation", "tester_name", "tester_value", "tester", "share")
                .map("get var proc.%s"::formatted)
                .toList();
    }

    boolean isSaidBy(String answer) {
        return Stream.of(slot, generation, name, value, tester, String.valueOf(share))
                .allMatch(it -> answer.contains("<%s>".formatted(it)));
    }
}
