package ai.kaleem.release.gate.outbound.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Patterns of a plan. */
final class Patterns {

    private Patterns() {}

    /** @param of what it is a pattern of: {@code body} */
    static Pattern read(String of, String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new PlanFault("the plan's %s pattern cannot be read: %s".formatted(of, e.getMessage()));
        }
    }
}
