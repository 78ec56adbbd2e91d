package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillFileTests {

    private static final Place SHOP = new Place("shop", "production");
    private static final Drill DRILL = new Drill(
            "one",
            "redis",
            "dump.rdb.zst",
            DrillState.PASSED,
            Instant.parse("2026-03-01T03:00:00Z"),
            Instant.parse("2026-03-01T03:00:04Z"),
            "Restored",
            List.of(new Count("db0", 1, 2, 2)),
            ReleaseId.next(),
            DeploymentId.next());

    @TempDir
    Path root;

    @Test
    void whatWasWrittenIsThereForTheNextAgent() {
        new DrillFile(root).write(SHOP, List.of(DRILL));

        assertThat(new DrillFile(root).of(SHOP)).containsExactly(DRILL);
        assertThat(new DrillFile(root).of(new Place("shop", "staging"))).isEmpty();
        assertThat(root.resolve("shop/production/drills.json")).isRegularFile();
    }

    @Test
    void aBrokenFileHidesNothingElse() throws IOException {
        var file = Files.createDirectories(root.resolve("shop/production")).resolve("drills.json");
        Files.writeString(file, "[{\"id\": ");

        assertThat(new DrillFile(root).of(SHOP)).isEmpty();
        new DrillFile(root).write(SHOP, List.of(DRILL));
        assertThat(new DrillFile(root).of(SHOP)).containsExactly(DRILL);
    }

    @Test
    void saysWhereItCannotBeWritten() throws IOException {
        Files.writeString(root.resolve("shop"), "in the way");

        assertThatThrownBy(() -> new DrillFile(root).write(SHOP, List.of(DRILL)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("The drills of shop");
    }
}
