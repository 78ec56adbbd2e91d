package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many streams as there may be, of releases that weigh most of a megabyte each, in a process with the heap it has in real
 * use. With every stream reading the whole release for itself it ran out of memory.
 */
class ManyStreamsTests {

    private static final int ASKED = 256;
    private static final int RELEASES = 8;

    @TempDir
    Path folder;

    @Test
    void openStreamsLeaveRoomInTheHeap() throws Exception {
        try (var api = ApiProcess.start(folder, "128m")) {
            var placed = IntStream.range(0, RELEASES)
                    .mapToObj(it -> api.release("many-%d".formatted(it)))
                    .toList();
            placed.forEach(it -> api.agentSays(it, 12, 1, Phase.RUNNING));
            var asked = IntStream.range(0, ASKED)
                    .mapToObj(it -> api.follow(placed.get(it % RELEASES)))
                    .toList();
            allHave(asked, "HTTP/1.1 ");
            var refused = asked.stream().filter(it -> it.has("HTTP/1.1 503")).toList();
            var open = asked.stream().filter(it -> it.has("HTTP/1.1 200")).toList();
            assertThat(open).hasSizeBetween(ASKED / 4, ASKED - 1).hasSize(ASKED - refused.size());
            assertThat(refused.getFirst().answer())
                    .contains("%d streams of events are open".formatted(open.size()), "read GET .../events as JSON");
            allHave(open, "\"name\":\"step-11\"");

            for (var revision = 2; revision < 6; revision++) {
                for (var it : placed) {
                    api.agentSays(it, 11 + revision, revision, Phase.RUNNING);
                }
            }
            allHave(open, "\"name\":\"step-15\"");
            placed.forEach(it -> api.agentSays(it, 16, 6, Phase.FAILED));
            allHave(open, "event: release.failed.v1");

            assertThat(api.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private static void allHave(List<OpenStream> streams, String text) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> streams.stream().filter(it -> !it.has(text)).count(), missing -> missing == 0);
    }
}
