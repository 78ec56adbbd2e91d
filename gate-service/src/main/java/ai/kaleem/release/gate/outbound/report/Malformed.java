package ai.kaleem.release.gate.outbound.report;

/** A report that is not what it says it is. */
final class Malformed extends Exception {

    private final int line;

    /** @param line from 1; 0 where none can be named */
    Malformed(int line, String fault) {
        super(fault);
        this.line = line;
    }

    String in(String file) {
        return line > 0
                ? "%s, line %d: %s".formatted(file, line, getMessage())
                : "%s: %s".formatted(file, getMessage());
    }
}
