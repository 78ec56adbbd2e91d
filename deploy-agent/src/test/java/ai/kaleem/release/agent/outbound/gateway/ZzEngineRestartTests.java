package ai.kaleem.release.agent.outbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@EnabledIfEnvironmentVariable(named = "KALEEM_RESTART_ENGINE", matches = ".+")
class ZzEngineRestartTests {
    @TempDir
    Path folder;

    @Test
    void restarts() throws Exception {
        try (var service = new RoutedService(folder)) {
            service.gateway.ensure(service.route);
            var old = service.docker.runs("old");
            service.gateway.shift(service.route, old);
            var next = service.docker.runs("new");
            service.gateway.shift(service.route, next);
            for (var signal : new String[] {"TERM", "TERM", "KILL"}) {
                var began = System.nanoTime();
                new ProcessBuilder(System.getenv("KALEEM_RESTART_ENGINE"), signal).inheritIO().start().waitFor();
                var answers = new ArrayList<String>();
                try { await().atMost(Duration.ofSeconds(25)).pollInterval(Duration.ofMillis(20)).until(() -> {
                    var answer = service.answer();
                    if (answers.isEmpty() || !answers.getLast().equals(answer)) {
                        answers.add((System.nanoTime() - began) / 1000000 + " ms");
                        answers.add(answer);
                    }
                    return answer.equals("new");
                }); } catch (RuntimeException e) { System.out.println(signal + ": " + answers); new ProcessBuilder("/tmp/h2/diag.sh").inheritIO().start().waitFor(); throw e; }
                System.out.println(signal + ": " + answers);
                assertThat(answers).doesNotContain("old");
                service.gateway.shift(service.route, old);
                assertThat(service.answer()).isEqualTo("old");
                service.gateway.shift(service.route, next);
            }
        }
    }
}
