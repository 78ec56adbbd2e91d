package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.PlaceState;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import java.nio.file.Path;
import java.time.Clock;

/** A process to be killed: raises an epoch, one commit a time, and says each one that is committed. */
final class AcknowledgedWriter {

    static final Place SHOP = new Place("shop", "production");

    private AcknowledgedWriter() {}

    public static void main(String[] args) {
        var database =
                Database.open(Path.of(args[0]), failure -> Runtime.getRuntime().halt(1));
        var journal =
                SqliteJournal.of(database, new Envelopes("writer", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
        for (long epoch = 1; ; epoch++) {
            var state = new PlaceState(SHOP, epoch, null);
            journal.transact(entries -> {
                entries.put(state);
                return state;
            });
            System.out.println(epoch);
        }
    }
}
