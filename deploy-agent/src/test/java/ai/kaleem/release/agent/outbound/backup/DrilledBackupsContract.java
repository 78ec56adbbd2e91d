package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.BackupsContract;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpec.Drill;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData.Count;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What backups on a real engine promise that can be proved beside what serves. */
interface DrilledBackupsContract extends BackupsContract {

    DockerPlace docker();

    /** What is counted where {@code write("before")} was the last that was written. */
    List<Count> counts();

    private DatastoreSpec drilled(String... check) {
        return datastore(3).withDrill(new Drill(List.of(check), null));
    }

    private Key aKey() {
        return new Key(place(), DeploymentId.next(), Purpose.BEFORE_RELEASE);
    }

    @Test
    default void aDrillRestoresItBesideTheRealOneAndComparesWhatIsInIt() {
        write("before");
        var backup = backups().take(aKey(), drilled("true"));
        write("after");
        assertThat(backup.drilled()).isFalse();

        var drilled = backups().drill(place(), drilled("true"), backup);

        assertThat(drilled.passed()).as(drilled.detail()).isTrue();
        assertThat(drilled.counts()).containsExactlyInAnyOrderElementsOf(counts());
        assertThat(backups().held(place(), datastore(3)).getFirst().backup().drilled())
                .isTrue();
        assertThat(read()).isEqualTo("after");
        assertThat(docker().named("-drill")).isEmpty();
    }

    @Test
    default void aCheckThatEndsBadlyIsNoDrillAndLeavesNothing() {
        write("before");
        var backup = backups().take(aKey(), drilled("false"));

        assertThatThrownBy(() -> backups().drill(place(), drilled("false"), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("did not pass its drill");

        assertThat(backups().held(place(), datastore(3)).getFirst().backup().drilled())
                .isFalse();
        assertThat(docker().named("-drill")).isEmpty();
    }
}
