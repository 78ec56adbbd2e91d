package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A backup in a throw-away container, which goes with it. */
record ThrowawayCopy(ThrowawayStore container, Counter counter, Checker checker) implements Datastore.Copy {

    interface Counter {
        Map<String, Long> count() throws IOException;
    }

    interface Checker {
        String run(List<String> argv) throws IOException;
    }

    interface Filling {
        ThrowawayCopy into(ThrowawayStore container) throws IOException;
    }

    /** @throws IOException where the backup cannot be restored in it; the container is gone then */
    static ThrowawayCopy of(ThrowawayStore container, Filling filling) throws IOException {
        try {
            return filling.into(container);
        } catch (IOException | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return counter.count();
    }

    @Override
    public String run(List<String> argv) throws IOException {
        return checker.run(argv);
    }

    @Override
    public void close() {
        container.close();
    }
}
