package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Changes deployments: where a change shows in the report, the fact of it is told in the same transaction. */
public final class Ledger {

    private final Journal journal;
    private final Clock clock;
    private final Consumer<DeploymentId> told;

    /** @param told hears, after the commit, whose facts wait in the outbox */
    public Ledger(Journal journal, Clock clock, Consumer<DeploymentId> told) {
        this.journal = journal;
        this.clock = clock;
        this.told = told;
    }

    Instant now() {
        return clock.instant();
    }

    /** @throws IllegalStateException where the journal does not know it */
    Deployment get(DeploymentId id) {
        return journal.transact(entries -> known(entries, id));
    }

    <T> T read(Function<Journal.Entries, T> work) {
        return journal.transact(work);
    }

    /** One transaction over any number of deployments. */
    <T> T write(Function<Page, T> work) {
        var page = new ArrayList<DeploymentId>();
        var answer = journal.transact(entries -> work.apply(new Page(entries, page)));
        page.stream().distinct().forEach(told);
        return answer;
    }

    void change(DeploymentId id, Consumer<Deployment> change) {
        write(page -> {
            page.change(id, change);
            return id;
        });
    }

    private static Deployment known(Journal.Entries entries, DeploymentId id) {
        return entries.find(id)
                .orElseThrow(() -> new IllegalStateException("The journal has no deployment %s".formatted(id)));
    }

    /** The journal inside a transaction, where reports are told as they change. */
    final class Page {

        private final Journal.Entries entries;
        private final List<DeploymentId> touched;

        private Page(Journal.Entries entries, List<DeploymentId> touched) {
            this.entries = entries;
            this.touched = touched;
        }

        Journal.Entries entries() {
            return entries;
        }

        Deployment change(DeploymentId id, Consumer<Deployment> change) {
            var deployment = known(entries, id);
            var before = deployment.report();
            change.accept(deployment);
            if (deployment.report().equals(before)) {
                entries.put(deployment);
            } else {
                tell(deployment);
            }
            return deployment;
        }

        /** Puts it and tells its report, as a newer one. */
        void tell(Deployment deployment) {
            deployment.revise(now());
            entries.put(deployment);
            entries.tell(Fact.AgentFact.of(deployment.report()));
            touched.add(deployment.id());
        }
    }
}
