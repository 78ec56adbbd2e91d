package ai.kaleem.release.system.chaos.oracle;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** One line of a {@link Ledger}. */
record Entry(JsonNode line) {

    long at() {
        return line.path("at").asLong();
    }

    boolean is(String who, String what) {
        return text("who").equals(who) && text("what").equals(what);
    }

    /** Empty where it is not there. */
    String text(String name) {
        return line.path(name).asString("");
    }

    long number(String name) {
        return line.path(name).asLong();
    }

    List<String> texts(String name) {
        return StreamSupport.stream(line.path(name).spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    JsonNode at(String name) {
        return line.path(name);
    }
}
