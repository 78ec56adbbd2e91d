package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;

/**
 * Makes {@code journal-N.db}, once for each version of the schema, with the agent of that version: 1 serves, 2 waits in its
 * step {@code healthy}, and its facts are not sent. The files stay as they are; newer agents have to read them.
 */
final class OldJournal {

    private OldJournal() {}

    /** @param args the file to make */
    public static void main(String[] args) throws Exception {
        var folder = Files.createTempDirectory("old-journal");
        try (var store = new SqliteStore(folder.resolve("journal.db"));
                var world = new World(Duration.ofMillis(100), store, store::told)) {
            world.backups.data.put("shop-store", "of 1");
            world.serves("1", 1);
            world.answers.put("2", new Answer.Silent("not yet"));
            var second = Plan.patient(Plan.release("2", 2));
            world.ask(second);
            world.await(second.deploymentId(), it -> World.step(it, "healthy").state() == StepState.RUNNING);
            world.stop();
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, Path.of(args[0]).toAbsolutePath().toString());
            statement.execute();
        }
    }
}
