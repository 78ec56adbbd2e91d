package ai.kaleem.release.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DurabilityTests {

    @TempDir
    Path folder;

    @Test
    void losesNoAnsweredWriteWhenItsProcessIsKilled() throws Exception {
        List<String> answered = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            Path store = folder.resolve("round-" + round);
            answered.clear();
            Process process = writer(store, 8);
            try (BufferedReader out = process.inputReader()) {
                for (int i = 0; i < 400 * round; i++) {
                    answered.add(out.readLine());
                }
                process.destroyForcibly().waitFor();
                out.lines().forEach(answered::add);
            }
            // The kill may cut the last line short; it was answered, but which id it was is not known.
            answered.removeLast();

            assertThat(storedIn(store)).containsAll(answered);
            assertThat(answered).hasSizeGreaterThan(100).doesNotContainNull();
        }
    }

    @Test
    void refusesTheFolderOfALivingProcess() throws Exception {
        Process process = writer(folder, 1);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("0-0");

            assertThatExceptionOfType(FolderInUse.class)
                    .isThrownBy(() -> EmbeddedMongo.open(folder))
                    .withMessageContaining("process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Set<String> storedIn(Path store) {
        Set<String> stored = new HashSet<>();
        try (EmbeddedMongo mongo = EmbeddedMongo.open(store);
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (Document it :
                    client.getDatabase("kaleem").getCollection("written").find()) {
                stored.add(it.getString("_id"));
            }
        }
        return stored;
    }

    private static Process writer(Path store, int threads) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgedWriter.class.getName(),
                        store.toString(),
                        String.valueOf(threads))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
