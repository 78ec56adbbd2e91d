package ai.kaleem.release.system.chaos.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** In one environment one deployment at a time has the turn, unless a rollback takes it away; no two have the same epoch. */
final class OneTurnAtATime implements Rule {

    private record Turn(String deployment, boolean rollback, long from, long to) {}

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        var turns = new HashMap<String, List<Turn>>();
        var epochs = new HashMap<String, String>();
        for (var deployment : chronicle.deployments()) {
            var environment = deployment.app() + "/" + deployment.environment();
            if (deployment.epoch() > 0) {
                var other = epochs.putIfAbsent(environment + "#" + deployment.epoch(), deployment.id());
                if (other != null) {
                    findings.duplicated(
                            "epoch %d of %s was given to %s and to %s",
                            deployment.epoch(), environment, other, deployment.id());
                }
            }
            started(chronicle, deployment)
                    .ifPresent(from -> turns.computeIfAbsent(environment, it -> new ArrayList<>())
                            .add(new Turn(deployment.id(), deployment.isRollback(), from, deployment.finishedAt())));
        }
        turns.forEach((environment, list) -> judge(environment, list, findings));
    }

    private static Optional<Long> started(Chronicle chronicle, Deployment deployment) {
        return chronicle
                .all("story", "told")
                .filter(it -> it.text("deployment").equals(deployment.id()))
                .filter(it -> it.text("type").startsWith("release.deployment-started"))
                .map(it -> it.number("happened"))
                .findFirst();
    }

    private static void judge(String environment, List<Turn> turns, Findings findings) {
        turns.sort((one, other) -> Long.compare(one.from(), other.from()));
        for (int i = 1; i < turns.size(); i++) {
            var before = turns.get(i - 1);
            var turn = turns.get(i);
            if (turn.from() < before.to() && !turn.rollback()) {
                findings.duplicated(
                        "in %s %s began %d ms before %s had ended",
                        environment, turn.deployment(), before.to() - turn.from(), before.deployment());
            }
        }
    }
}
