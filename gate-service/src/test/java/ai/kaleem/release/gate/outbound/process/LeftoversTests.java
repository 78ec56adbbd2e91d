package ai.kaleem.release.gate.outbound.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs that a killed gate-service left, whose gates another instance has taken over meanwhile. */
class LeftoversTests {

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void endsItsOwnAndNobodyElses() throws Exception {
        var ours = sleep(Map.of("KALEEM_GATE_SERVICE", "one", "KALEEM_GATE", "some/gate/1"));
        var others = sleep(Map.of("KALEEM_GATE_SERVICE", "two", "KALEEM_GATE", "some/gate/2"));
        var nobodys = sleep(Map.of());

        new ProcessPrograms("one").endLeftovers();

        assertThat(ours.waitFor()).isEqualTo(128 + 15);
        assertThat(others.isAlive()).isTrue();
        assertThat(nobodys.isAlive()).isTrue();
    }

    private Process sleep(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder("sleep", "60");
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }
}
