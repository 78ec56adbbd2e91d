package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A throw-away PostgreSQL that holds a backup. */
record PostgresCopy(ThrowawayStore container, PostgresStore store) implements Datastore.Copy {

    static PostgresCopy of(Packed backup, PostgresStore real) throws IOException {
        var container = ThrowawayStore.like(real.spec(), real.engine(), real.place(), RestoreDrill.ROLE);
        try {
            var store =
                    new PostgresStore(real.engine(), real.place(), real.spec().withContainer(container.name()));
            container.await(() -> store.session().answers(), real.spec().timeout());
            store.restore(backup);
            return new PostgresCopy(container, store);
        } catch (IOException | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return store.count();
    }

    @Override
    public String run(List<String> argv) throws IOException {
        return store.session().check(argv);
    }

    @Override
    public void close() {
        container.close();
    }
}
