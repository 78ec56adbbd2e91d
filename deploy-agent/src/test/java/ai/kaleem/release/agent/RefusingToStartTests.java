package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that must not run, and say why. The broker is none of the reasons: it need not be there. */
class RefusingToStartTests {

    private static final String NO_BROKER = "amqp://nobody:nothing@127.0.0.1:1";

    @TempDir
    Path folder;

    private AgentProcess agent(String name) throws IOException {
        return AgentProcess.start(name, folder.resolve("data"), NO_BROKER, folder.resolve(name + ".log"));
    }

    @Test
    void aSecondAgentOnTheSameDataFolder() throws Exception {
        try (var first = agent("first")) {
            first.awaitSaid("Started DeployAgent");
            try (var second = agent("second")) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.said())
                        .contains("Another agent works on this host already: it holds %s"
                                .formatted(folder.resolve("data/agent.lock")))
                        .doesNotContain("\tat ");
            }
            assertThat(first.isAlive()).isTrue();

            // The lock goes with its process, however that ends.
            first.close();
            try (var third = agent("third")) {
                third.awaitSaid("Started DeployAgent");
            }
        }
    }

    @Test
    void anAgentWhoseJournalIsBroken() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        var journal = folder.resolve("data/journal.db");
        Files.writeString(journal, "a shopping list\n".repeat(1000));
        try (var agent = agent("agent")) {
            assertThat(agent.awaitExit()).isEqualTo(1);
            assertThat(agent.said())
                    .contains("The journal %s cannot be used".formatted(journal), "Put back a copy")
                    .doesNotContain("\tat ");
        }
        assertThat(journal).hasContent("a shopping list\n".repeat(1000));
    }
}
