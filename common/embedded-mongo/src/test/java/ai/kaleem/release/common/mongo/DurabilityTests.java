package ai.kaleem.release.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTests {

    @TempDir
    Path folder;

    @RepeatedTest(3)
    void losesNoAnsweredWriteWhenItsProcessIsKilled(RepetitionInfo round) throws Exception {
        Process process = writer(8);
        List<String> answered;
        try {
            awaitAnswers(500 * round.getCurrentRepetition());
        } finally {
            process.destroyForcibly().waitFor();
            answered = completeLines();
        }

        assertThat(stored()).containsAll(answered);
        assertThat(answered).hasSizeGreaterThan(400);
    }

    @Test
    void refusesTheFolderOfALivingProcess() throws Exception {
        Process process = writer(1);
        try {
            awaitAnswers(1);

            assertThatExceptionOfType(FolderInUse.class)
                    .isThrownBy(() -> EmbeddedMongo.open(folder.resolve("store")))
                    .withMessageContaining("process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void endsTheProcessWhoseFileCannotBeWrittenAnyMoreAndLosesNothing() throws Exception {
        // A file of 2 MB at most, as a disk that is full for this process alone.
        Process process = writer(4, "bash", "-c", "ulimit -f 2048; exec \"$@\"", "-");
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(process.exitValue()).as(errors()).isEqualTo(74);
        assertThat(Files.readString(answers()) + errors())
                .contains(folder.resolve("store/documents.mv") + " cannot be written any more (File too large)");
        assertThat(stored())
                .containsAll(completeLines().stream()
                        .filter(it -> it.matches("\\d+-\\d+"))
                        .toList());
    }

    @Test
    void aDiskThatIsFullAtTheStartIsNamedAndNothingIsLost() throws Exception {
        fill(150);
        // Not even as much as is there: neither compacting nor the first write finds room.
        Process process = writer(1, "bash", "-c", "ulimit -f 1024; exec \"$@\"", "-");
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(process.exitValue()).as(errors()).isEqualTo(74);
        assertThat(Files.readString(answers()) + errors())
                .contains("could not be compacted: File too large")
                .contains("cannot be written any more (File too large)")
                .doesNotContain("\tat ");
        assertThat(stored()).hasSizeGreaterThanOrEqualTo(150);
    }

    private void fill(int documents) {
        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder.resolve("store"));
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (int i = 0; i < documents; i++) {
                client.getDatabase("kaleem")
                        .getCollection("written")
                        .insertOne(new Document("_id", "filled-" + i).append("text", "x".repeat(20_000)));
            }
        }
    }

    private Process writer(int threads, String... within) throws IOException {
        List<String> command = new ArrayList<>(List.of(within));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AcknowledgedWriter.class.getName(),
                folder.resolve("store").toString(),
                String.valueOf(threads)));
        return new ProcessBuilder(command)
                .redirectOutput(answers().toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    private void awaitAnswers(int number) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(completeLines())
                        .as(() -> "answers; the writer said: " + errors())
                        .hasSizeGreaterThanOrEqualTo(number));
    }

    /** The ids whose write was answered; a last line that the kill cut short is left out. */
    private List<String> completeLines() throws IOException {
        String text = Files.readString(answers());
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private Set<String> stored() {
        Set<String> stored = new HashSet<>();
        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder.resolve("store"));
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (Document it :
                    client.getDatabase("kaleem").getCollection("written").find()) {
                stored.add(it.getString("_id"));
            }
        }
        return stored;
    }

    private Path answers() {
        return folder.resolve("answers");
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
