package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;

/** A store's own tool failed. What it printed may hold anything, so it is kept as evidence and told to nobody. */
final class ToolFailed extends IOException {

    private final String output;

    ToolFailed(String message, String output) {
        super(message);
        this.output = output.strip();
    }

    String output() {
        return output;
    }
}
