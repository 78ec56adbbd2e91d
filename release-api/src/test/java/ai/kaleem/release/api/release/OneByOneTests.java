package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OneByOneTests {

    private final OneByOne tried = new OneByOne();

    @Test
    void whoeverIsToldToEndBlamesNoDeployment(CapturedOutput output) {
        assertThatThrownBy(() -> tried.with(DeploymentId.next(), Instant.now(), () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Interrupted waiting for the store");
                }))
                .hasMessageContaining("Interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(output.getAll()).doesNotContain("could not be looked at");
    }

    @Test
    void oneThatFailsHoldsUpNoOther(CapturedOutput output) {
        tried.with(DeploymentId.next(), Instant.now(), () -> {
            throw new IllegalStateException("no such field");
        });

        assertThat(output.getAll()).contains("the others go on, it is tried again in 60 s");
    }
}
