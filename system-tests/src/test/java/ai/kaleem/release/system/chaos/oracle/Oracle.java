package ai.kaleem.release.system.chaos.oracle;

import java.nio.file.Path;
import java.util.List;

/** Compares what was asked, promised, done and told. */
public final class Oracle {

    private final List<Rule> rules;

    /** @param states the documented table of states, a Mermaid state diagram in a page */
    public Oracle(Path states) {
        this.rules = List.of(
                new PromisesAreKept(),
                new TheStoryIsWhole(StateTable.in(states)),
                new OneTurnAtATime(),
                new TheTeamIsTold(),
                new NothingRunsTwice(),
                new NothingRunsUnasked(),
                new WhatServesSucceeded(),
                new OrdersAreKept(),
                new BackupsAreThere(),
                new EndsAreRight(),
                new NothingIsLeftOver());
    }

    /** @param ledgers those of all witnesses */
    public Verdict judge(List<Path> ledgers, long seed) {
        var entries = Ledger.read(ledgers);
        var chronicle = new Chronicle(entries);
        var findings = new Findings();
        rules.forEach(it -> it.judge(chronicle, findings));
        var releases = chronicle.all("client", "asked").count();
        return findings.verdict(chronicle.all("fault", "killed").count(), releases, seed);
    }
}
