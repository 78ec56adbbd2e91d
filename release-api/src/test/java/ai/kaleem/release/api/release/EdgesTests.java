package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.release.Edges.Edge;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.WireName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table itself, and its drawing: {@code -Ddocs.write=true} draws it again. */
class EdgesTests {

    private static final Path DRAWING = Path.of("../docs/state-machine.md");

    @Test
    void noEventLeadsToTwoStates() {
        assertThat(Edges.ALL).doesNotHaveDuplicates();
        assertThat(Edges.ALL.stream().map(it -> it.from() + " " + it.on())).doesNotHaveDuplicates();
    }

    @Test
    void nothingLeavesAnEnd() {
        assertThat(Edges.ALL).noneMatch(it -> it.from().isEnd());
    }

    @Test
    void everyStateIsReachedAndEveryWaitingOneIsLeft() {
        var reached = new HashSet<>(Stream.of(DeploymentState.REQUESTED).toList());
        for (var state : DeploymentState.values()) {
            Edges.ALL.stream()
                    .filter(it -> reached.contains(it.from()))
                    .map(Edge::to)
                    .forEach(reached::add);
        }
        assertThat(reached).containsExactlyInAnyOrder(DeploymentState.values());
        assertThat(Arrays.stream(DeploymentState.values()).filter(it -> !it.isEnd()))
                .allSatisfy(state -> assertThat(Edges.ALL).anyMatch(it -> it.from() == state));
    }

    @Test
    void theTransitionsAreTheOnesOfTheDesign() {
        assertThat(Edges.ALL.stream().map(it -> it.from() + " -> " + it.to()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "REQUESTED -> CHECKING",
                        "REQUESTED -> WAITING",
                        "REQUESTED -> CANCELLED",
                        "CHECKING -> AWAITING_APPROVAL",
                        "CHECKING -> REJECTED",
                        "CHECKING -> FAILED",
                        "CHECKING -> CANCELLED",
                        "AWAITING_APPROVAL -> WAITING",
                        "AWAITING_APPROVAL -> REJECTED",
                        "AWAITING_APPROVAL -> CANCELLED",
                        "WAITING -> DEPLOYING",
                        "WAITING -> FAILED",
                        "WAITING -> CANCELLED",
                        "DEPLOYING -> VERIFYING",
                        "DEPLOYING -> FAILED",
                        "DEPLOYING -> CANCELLED",
                        "DEPLOYING -> ROLLING_BACK",
                        "DEPLOYING -> ROLLED_BACK",
                        "DEPLOYING -> ROLLBACK_FAILED",
                        "VERIFYING -> BAKING",
                        "VERIFYING -> SUCCEEDED",
                        "VERIFYING -> ROLLING_BACK",
                        "VERIFYING -> ROLLED_BACK",
                        "VERIFYING -> ROLLBACK_FAILED",
                        "VERIFYING -> CANCELLED",
                        "BAKING -> SUCCEEDED",
                        "BAKING -> ROLLING_BACK",
                        "BAKING -> ROLLED_BACK",
                        "BAKING -> ROLLBACK_FAILED",
                        "BAKING -> CANCELLED",
                        "ROLLING_BACK -> ROLLED_BACK",
                        "ROLLING_BACK -> ROLLBACK_FAILED",
                        "ROLLING_BACK -> CANCELLED");
    }

    @Test
    void isDrawnInTheDocs() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DRAWING, drawing());
        }
        assertThat(DRAWING)
                .as("draw it again: mvn -pl release-api test -Dtest=EdgesTests -Ddocs.write=true")
                .content()
                .isEqualTo(drawing());
    }

    private static String drawing() {
        var text = new StringBuilder("""
                # The states of a deployment

                Drawn from the edge table of release-api (`Edges`); a test fails where the two differ, and draws it again with
                `mvn -pl release-api test -Dtest=EdgesTests -Ddocs.write=true`. An event that fits no edge moves nothing.

                ```mermaid
                stateDiagram-v2
                    [*] --> REQUESTED
                """);
        for (var edge : Edges.ALL) {
            text.append("    %s --> %s: %s%n".formatted(edge.from(), edge.to(), name(edge)));
        }
        for (var state : DeploymentState.values()) {
            if (state.isEnd()) {
                text.append("    %s --> [*]%n".formatted(state));
            }
        }
        return text.append("```\n").toString();
    }

    private static String name(Edge edge) {
        return WireName.of(edge.on()).replaceAll("^release\\.|\\.v\\d+$", "");
    }
}
