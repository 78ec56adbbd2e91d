package ai.kaleem.release.api.plan;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an input, where, and how to mend it.
 *
 * @param path dotted, as a reader would say it: {@code gates.before[0].needs}
 * @param message what is wrong there
 * @param fix what to write instead
 * @param line in the file that was sent, from 1; null where there is none
 */
public record Fault(
        String path, String message, String fix, @Nullable Integer line) {

    public Fault(String path, String message, String fix) {
        this(path, message, fix, null);
    }

    public Fault onLine(int line) {
        return new Fault(path, message, fix, line);
    }

    /** In one sentence, for example {@code line 7: services.api.port: is missing; add it}. */
    @Override
    public String toString() {
        var fault = "%s: %s; %s".formatted(path, message, fix);
        return line == null ? fault : "line %d: %s".formatted(line, fault);
    }
}
