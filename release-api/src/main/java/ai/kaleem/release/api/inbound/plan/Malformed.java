package ai.kaleem.release.api.inbound.plan;

/** The text cannot be read at all. Lines and columns count from 1. */
public class Malformed extends RuntimeException {

    private final int line;
    private final int column;

    Malformed(String problem, int line, int column) {
        super("line %d, column %d: %s".formatted(line, column, problem));
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
