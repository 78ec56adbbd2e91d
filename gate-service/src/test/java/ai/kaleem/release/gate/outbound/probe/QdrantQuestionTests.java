package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Qdrant;
import ai.kaleem.release.gate.gate.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against {@link StandInQdrant}. */
class QdrantQuestionTests {

    @TempDir
    Path secrets;

    private Asker asker;

    @BeforeEach
    void open() throws Exception {
        asker = new Asker(secrets).secret("key", StandInQdrant.KEY + "\n");
    }

    @Test
    void passesWhereItIsReadyWithItsCollections() throws Exception {
        try (var qdrant = new StandInQdrant("products", "questions")) {
            assertThat(asker.ask(new Qdrant(qdrant.url() + "/", null, List.of(), Asker.ONCE))
                            .summary())
                    .startsWith("ready at attempt 1");
            assertThat(asker.ask(qdrant(qdrant, "products", "questions")).summary())
                    .startsWith("ready, 2 collections are there at attempt 1");
        }
    }

    @Test
    void failsWithoutACollectionOrAKey() throws Exception {
        try (var qdrant = new StandInQdrant("products")) {
            assertThat(asker.ask(qdrant(qdrant, "products", "questions")))
                    .isEqualTo(new Outcome.Failed("there is no collection questions at 1 of 1 attempts"));
            assertThat(asker.ask(new Qdrant(qdrant.url(), null, List.of("products"), Asker.ONCE)))
                    .isEqualTo(new Outcome.Failed("its collections are not shown: HTTP 401 at 1 of 1 attempts"));
        }
    }

    @Test
    void failsWhileItIsNotReady() throws Exception {
        try (var qdrant = new StandInQdrant()) {
            qdrant.loading();

            assertThat(asker.ask(qdrant(qdrant)))
                    .isEqualTo(new Outcome.Failed("not ready: HTTP 503 at 1 of 1 attempts"));
        }
    }

    @Test
    void failsWhereItIsNoQdrantOrNothing() throws Exception {
        try (var site = new Site().page("/", 200, "text/html", "<html>")) {
            assertThat(asker.ask(new Qdrant(site.url(), null, List.of("products"), Asker.ONCE))
                            .summary())
                    .startsWith("what answers at %s/collections is no Qdrant".formatted(site.url()));
        }
        assertThat(asker.ask(new Qdrant("http://127.0.0.1:1", null, List.of(), Asker.ONCE)))
                .isEqualTo(new Outcome.Failed("no connection at 1 of 1 attempts"));
    }

    private static Qdrant qdrant(StandInQdrant server, String... collections) {
        return new Qdrant(server.url(), "key", List.of(collections), Asker.ONCE);
    }
}
