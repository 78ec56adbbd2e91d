package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What all backups promise. */
public interface BackupsContract {

    Backups backups();

    Place place();

    /** A store that runs. */
    DatastoreSpec datastore(int keep);

    /** Makes this all the store holds. */
    void write(String value);

    /** What the store holds. */
    String read();

    private Key aKey(Purpose purpose) {
        return new Key(place(), DeploymentId.next(), purpose);
    }

    @Test
    default void sealsWhatTheStoreHolds() {
        write("before");
        var backup = backups().take(aKey(Purpose.BEFORE_RELEASE), datastore(3));
        assertThat(backup.sealed()).isTrue();
        assertThat(backup.datastore()).isEqualTo(datastore(3).name());
        assertThat(backup.bytes()).isPositive();
        assertThat(backup.sha256()).hasSize(64);
    }

    @Test
    default void restoresItAsItWas() {
        write("before");
        var backup = backups().take(aKey(Purpose.BEFORE_RELEASE), datastore(3));
        write("after");
        backups().restore(place(), datastore(3), backup);
        assertThat(read()).isEqualTo("before");
        backups().restore(place(), datastore(3), backup);
        assertThat(read()).isEqualTo("before");
    }

    @Test
    default void doesNotTakeALaterStateForTheEarlier() {
        write("before");
        var key = aKey(Purpose.BEFORE_RELEASE);
        var backup = backups().take(key, datastore(3));
        write("after");
        assertThat(backups().take(key, datastore(3))).isEqualTo(backup);
        backups().restore(place(), datastore(3), backup);
        assertThat(read()).isEqualTo("before");
    }

    @Test
    default void keepsPurposesApart() {
        write("before");
        var deployment = DeploymentId.next();
        var first = backups().take(new Key(place(), deployment, Purpose.BEFORE_RELEASE), datastore(3));
        write("after");
        var second = backups().take(new Key(place(), deployment, Purpose.BEFORE_RESTORE), datastore(3));
        backups().restore(place(), datastore(3), first);
        assertThat(read()).isEqualTo("before");
        backups().restore(place(), datastore(3), second);
        assertThat(read()).isEqualTo("after");
    }

    @Test
    default void retainsTheNewestAndWhatIsNeeded() {
        var taken = new ArrayList<AgentReport.Backup>();
        for (var value : List.of("1", "2", "3", "4")) {
            write(value);
            taken.add(backups().take(aKey(Purpose.BEFORE_RELEASE), datastore(1)));
        }
        backups().retain(place(), datastore(1), Set.of(taken.get(1).file()));

        backups().restore(place(), datastore(1), taken.get(3));
        assertThat(read()).isEqualTo("4");
        backups().restore(place(), datastore(1), taken.get(1));
        assertThat(read()).isEqualTo("2");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), taken.get(0)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(taken.get(0).file());
        assertThat(read()).isEqualTo("2");
    }

    @Test
    default void takesAScheduledOneForEachTimeAndListsAll() {
        var deployment = DeploymentId.next();
        var due = Instant.parse("2026-03-01T03:00:00Z");
        write("released");
        var released = backups().take(new Key(place(), deployment, Purpose.BEFORE_RELEASE), datastore(3));
        write("first");
        var first = backups().take(new Key(place(), deployment, Purpose.SCHEDULED, due), datastore(3));
        write("second");
        assertThat(backups().take(new Key(place(), deployment, Purpose.SCHEDULED, due), datastore(3)))
                .isEqualTo(first);
        var second =
                backups().take(new Key(place(), deployment, Purpose.SCHEDULED, due.plusSeconds(86_400)), datastore(3));

        assertThat(backups().held(place(), datastore(3)))
                .containsExactly(
                        new Backups.Held(deployment, Purpose.SCHEDULED, second),
                        new Backups.Held(deployment, Purpose.SCHEDULED, first),
                        new Backups.Held(deployment, Purpose.BEFORE_RELEASE, released));
        backups().restore(place(), datastore(3), first);
        assertThat(read()).isEqualTo("first");
    }
}
