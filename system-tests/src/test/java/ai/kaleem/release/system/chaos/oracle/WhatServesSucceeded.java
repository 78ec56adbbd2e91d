package ai.kaleem.release.system.chaos.oracle;

import java.util.Comparator;
import java.util.List;

/** A release that SUCCEEDED answered customers; one that FAILED or was REJECTED never did; the last good one serves at the end. */
final class WhatServesSucceeded implements Rule {

    /** Customers ask a few times a second: what they saw may be known this much later, in milliseconds. */
    private static final long LATE = 2000;

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        for (var deployment : chronicle.deployments()) {
            var seen = chronicle
                    .all("customer", "serves")
                    .filter(it -> it.text("app").equals(deployment.app()))
                    .toList();
            switch (deployment.state()) {
                case "SUCCEEDED" -> {
                    if (!serves(seen, deployment)) {
                        findings.unexpected("%s never answered a customer", deployment);
                    }
                }
                case "FAILED", "REJECTED" -> {
                    if (!deployment.isRestore()
                            && seen.stream().anyMatch(it -> it.text("version").equals(deployment.version()))) {
                        findings.unexpected("%s answered customers", deployment);
                    }
                }
                default -> {}
            }
        }
        chronicle.all("shown", "serves").forEach(it -> last(it, chronicle, findings));
    }

    private static boolean serves(List<Entry> seen, Deployment deployment) {
        for (int i = 0; i < seen.size(); i++) {
            var until = i + 1 < seen.size() ? seen.get(i + 1).at() : Long.MAX_VALUE;
            if (seen.get(i).text("version").equals(deployment.version())
                    && seen.get(i).at() <= deployment.finishedAt() + LATE
                    && until >= deployment.requestedAt()) {
                return true;
            }
        }
        return false;
    }

    private static void last(Entry serves, Chronicle chronicle, Findings findings) {
        var good = chronicle.deployments().stream()
                .filter(it -> it.app().equals(serves.text("app")) && it.state().equals("SUCCEEDED"))
                .max(Comparator.comparingLong(Deployment::finishedAt));
        var expected = good.map(Deployment::version).orElse("");
        if (!serves.text("version").equals(expected)) {
            findings.unexpected(
                    "%s is served by '%s', and the last that succeeded is '%s'",
                    serves.text("app"), serves.text("version"), expected);
        }
    }
}
