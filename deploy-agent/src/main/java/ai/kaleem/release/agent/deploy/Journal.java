package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the agent must not forget. */
public interface Journal {

    /**
     * Reads and writes in one transaction, one at a time. When this returns, all of it is on disk; when it throws, none
     * of it happened. What it answers are copies: changing one changes nothing until it is put.
     */
    <T> T transact(Function<Entries, T> work);

    /** The journal inside a transaction. */
    interface Entries {

        Optional<Deployment> find(DeploymentId id);

        /** Of the deployments of the place that are remembered, the one accepted last for which that holds. */
        Optional<Deployment> newest(Place place, Predicate<Deployment> which);

        /** Deployments of the place that have not ended, in the order they were accepted. */
        List<Deployment> unfinished(Place place);

        /** Every place that was ever asked for. */
        List<PlaceState> places();

        PlaceState place(Place place);

        void put(Deployment deployment);

        void put(PlaceState place);

        /** Forgets deployments of the place that have ended, but the newest so many and the one that serves. */
        void forget(Place place, int butNewest);

        /** Puts the fact into the outbox; it leaves after the commit, in the order told. */
        void tell(Fact.AgentFact fact);
    }
}
