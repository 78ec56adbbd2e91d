package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.world.Installation;

/** Who looks on from outside: the engine's own account of containers, and a listener to the story on the broker. */
final class Witnesses implements AutoCloseable {

    private final Ledger ledger;
    private final EngineWitness engine;
    private final StoryWitness story;

    Witnesses(Installation installation, Ledger ledger) {
        this.ledger = ledger;
        this.engine = new EngineWitness(installation.prefix(), ledger);
        this.story =
                new StoryWitness(installation.broker().port(), installation.secret("rabbitmq.release-api"), ledger);
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        story.close();
        engine.close();
    }
}
