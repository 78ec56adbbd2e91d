package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each configured container, and each folder, is configured by one service of one environment alone. */
final class ConfigurationRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    ConfigurationRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        var containers = new HashMap<String, String>();
        var folders = new HashMap<String, String>();
        for (var environment : plan.environments().values()) {
            for (var service : environment.services()) {
                for (var configuration : service.configures()) {
                    var whose = PlanRules.nameOf(environment, service.name());
                    var path = "environments.%s.services.%s.configures".formatted(environment.name(), service.name());
                    claim(containers, environment.agent(), "container " + configuration.container(), whose, path);
                    claim(folders, environment.agent(), "folder " + configuration.folder(), whose, path);
                    checkFolders(configuration, path);
                }
            }
        }
        return faults;
    }

    private void claim(Map<String, String> taken, String agent, String what, String whose, String path) {
        var other = taken.putIfAbsent("%s %s".formatted(agent, what), whose);
        if (other != null) {
            faults.add(new Fault(
                    path,
                    "%s is already configured by %s".formatted(what, other),
                    "let one service of one environment configure it; name others under environments"));
        }
    }

    private void checkFolders(Configuration it, String path) {
        var from = it.from() + "/";
        var folder = it.folder() + "/";
        if (from.startsWith(folder) || folder.startsWith(from)) {
            faults.add(new Fault(
                    path,
                    "from and folder are not apart",
                    "keep what a release wants in one folder, and what the container mounts in another"));
        }
    }
}
