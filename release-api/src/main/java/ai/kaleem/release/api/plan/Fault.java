package ai.kaleem.release.api.plan;

/**
 * What is wrong with an input, where, and how to mend it.
 *
 * @param path dotted, as a reader would say it: {@code gates.before[0].needs}
 * @param message what is wrong there
 * @param fix what to write instead
 */
public record Fault(String path, String message, String fix) {

    @Override
    public String toString() {
        return "%s: %s; %s".formatted(path, message, fix);
    }
}
