package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.nio.file.Path;
import java.util.ArrayList;

/** Says how the env files on this host differ from those that the version that runs was made with. Changes nothing. */
final class ConfigurationCheck {

    private final Tools tools;
    private final StepRunner steps;

    ConfigurationCheck(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    void run() {
        var told = steps.forward(PREFLIGHT, this::compare);
        var deployment = steps.deployment();
        var why = deployment.turnBack().map(TurnBack::reason).orElse("Not compared");
        tools.ledger()
                .change(
                        deployment.id(),
                        it -> it.end(
                                told ? Phase.CANCELLED : Phase.FAILED,
                                told ? "It was a check: nothing was touched" : why,
                                told
                                        ? "Read the differences in the log of the step preflight. The next release takes the files as they are then."
                                        : "Mend the cause and ask again.",
                                tools.ledger().now()));
    }

    private Result compare() {
        var serving = Present.of(tools.ledger(), steps.deployment());
        var version = serving.request().version();
        var lines = new ArrayList<String>();
        var differences = 0;
        var lacking = 0;
        for (var service : serving.request().services()) {
            var path = service.envFile();
            var required = new RequiredVariables(tools, serving)
                    .lacking(service, Containers.image(serving, service), path == null ? null : Path.of(path));
            lacking += required.size();
            required.forEach(it -> lines.add("service %s: %s, and is required".formatted(service.name(), it)));
            if (path == null) {
                continue;
            }
            var hash = serving.prepared().envFiles().get(service.name());
            if (hash == null) {
                lines.add("service %s: what it was made with is not known any more".formatted(service.name()));
                continue;
            }
            var found = tools.envFiles().differences(path, hash);
            differences += found.size();
            lines.add("service %s: %s %s"
                    .formatted(
                            service.name(), path, found.isEmpty() ? "is as %s has it".formatted(version) : "differs"));
            found.forEach(it -> lines.add("  " + it));
        }
        return new Result.Done(
                lines.isEmpty()
                        ? "No service of %s has an env file".formatted(version)
                        : "%d variables differ from what %s runs with%s"
                                .formatted(
                                        differences,
                                        version,
                                        lacking == 0 ? "" : "; %d required ones have no value".formatted(lacking)),
                lines.isEmpty() ? null : String.join("\n", lines),
                (page, it) -> {});
    }
}
