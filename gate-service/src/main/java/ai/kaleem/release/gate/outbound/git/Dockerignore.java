package ai.kaleem.release.gate.outbound.git;

import com.github.dockerjava.core.GoLangFileMatch;
import java.util.List;

/**
 * A <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">.dockerignore</a>: the last pattern that
 * fits a path, or a folder above it, decides.
 */
record Dockerignore(List<Rule> rules) {

    static final Dockerignore NONE = new Dockerignore(List.of());

    private static final String ANYWHERE = "**/";

    /** Whatever it says, the builder needs them. */
    private static final List<String> NEEDED = List.of("Dockerfile", ".dockerignore");

    /** @param back whether what fits is taken in again */
    record Rule(String pattern, boolean back) {

        boolean fits(String path) {
            for (var end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                var upTo = path.substring(0, end);
                if (GoLangFileMatch.match(pattern, upTo) || isAnywhere() && GoLangFileMatch.match(below(), upTo)) {
                    return true;
                }
            }
            return false;
        }

        /** Any number of folders, none among them. */
        private boolean isAnywhere() {
            return pattern.startsWith(ANYWHERE);
        }

        private String below() {
            return pattern.substring(ANYWHERE.length());
        }
    }

    static Dockerignore parse(String text) {
        return new Dockerignore(text.lines()
                .map(String::strip)
                .filter(it -> !it.isEmpty() && !it.startsWith("#"))
                .map(Dockerignore::rule)
                .filter(it -> !it.pattern().isEmpty())
                .toList());
    }

    private static Rule rule(String line) {
        var back = line.startsWith("!");
        var pattern = (back ? line.substring(1).strip() : line)
                .replaceFirst("^(\\./|/)+", "")
                .replaceFirst("/+$", "");
        return new Rule(pattern.equals(".") ? "**" : pattern, back);
    }

    boolean leavesOut(String path) {
        if (NEEDED.contains(path)) {
            return false;
        }
        return rules.reversed().stream()
                .filter(it -> it.fits(path))
                .findFirst()
                .map(it -> !it.back())
                .orElse(false);
    }
}
