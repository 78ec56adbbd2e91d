package ai.kaleem.release.system.chaos.oracle;

import java.util.stream.Collectors;

/** One key is one deployment, and every 202 comes to an end. */
final class PromisesAreKept implements Rule {

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        chronicle.all("client", "asked").forEach(it -> judge(it, chronicle, findings));
        var asked =
                chronicle.promises().stream().map(it -> it.deployment().id()).collect(Collectors.toSet());
        chronicle.deployments().stream()
                .filter(it -> !asked.contains(it.id()))
                .forEach(it -> findings.duplicated("%s is there and nobody was promised it", it));
    }

    private static void judge(Entry asked, Chronicle chronicle, Findings findings) {
        var what = "%s %s (key %s)".formatted(asked.text("app"), asked.text("version"), asked.text("key"));
        var promised = chronicle
                .answers(asked.text("key"))
                .filter(it -> it.number("status") == 202)
                .map(it -> it.text("deployment"))
                .collect(Collectors.toSet());
        var refused = chronicle
                .answers(asked.text("key"))
                .filter(it -> it.number("status") != 202)
                .toList();
        if (promised.size() > 1) {
            findings.duplicated("%s was promised as %s", what, promised);
        }
        if (promised.isEmpty() && refused.isEmpty()) {
            findings.lost("%s was never answered", what);
        }
        if (!promised.isEmpty() && !refused.isEmpty()) {
            findings.duplicated(
                    "%s was promised, and refused when it was repeated: %s",
                    what, refused.getFirst().text("body"));
        } else if (!refused.isEmpty() && !asked.at("mayBeRefused").asBoolean(false)) {
            findings.unexpected("%s was refused: %s", what, refused.getFirst().text("body"));
        }
        for (var id : promised) {
            var deployment = chronicle.deployment(id);
            if (deployment.isEmpty()) {
                findings.lost("%s was promised as deployment %s, which nobody knows", what, id);
            } else if (!deployment.get().hasEnded()) {
                findings.lost("%s was promised and never ended", deployment.get());
            }
        }
    }
}
