package ai.kaleem.release.system.world;

import java.util.ArrayList;
import java.util.List;

/** What an installation and its shops leave in the engine, known by label or by the prefix of their names. */
final class Leftovers {

    private final String prefix;

    Leftovers(String prefix) {
        this.prefix = prefix;
    }

    void remove(String label) {
        var containers = new ArrayList<>(listed("ps", "--all", "--quiet", "--filter", "label=" + label));
        containers.addAll(listed("ps", "--all", "--quiet", "--filter", "name=^" + prefix));
        removeContainers(containers);
        removeAll(listed("network", "ls", "--quiet", "--filter", "name=^" + prefix), "network", "rm");
    }

    /** Of one app: its containers and gateways, whatever the agent called them. */
    void removeApp(String app) {
        removeContainers(listed("ps", "--all", "--quiet", "--filter", "label=kaleem.release.app=" + app));
    }

    /** By name: the same image may carry the names of somebody else too, and an id would remove those as well. */
    void removeImages() {
        var named = listed(
                "images",
                "--format",
                "{{.Repository}}:{{.Tag}}",
                "--filter",
                "reference=" + prefix + "*",
                "--filter",
                "reference=*/" + prefix + "/*");
        removeAll(named, "rmi", "--force");
    }

    /** What an agent pulled by digest, which has no tag. */
    void removePulled(String image) {
        var pulled = listed("images", "--digests", "--format", "{{.Repository}}@{{.Digest}}").stream()
                .filter(it -> it.startsWith(image + "@sha256:"))
                .toList();
        removeAll(pulled, "rmi");
    }

    private void removeContainers(List<String> ids) {
        removeAll(ids, "rm", "--force", "--volumes");
    }

    private static List<String> listed(String... arguments) {
        var argv = new ArrayList<>(List.of("docker"));
        argv.addAll(List.of(arguments));
        return Command.run(argv.toArray(String[]::new)).lines().distinct().toList();
    }

    private static void removeAll(List<String> ids, String... arguments) {
        if (ids.isEmpty()) {
            return;
        }
        var argv = new ArrayList<>(List.of("docker"));
        argv.addAll(List.of(arguments));
        argv.addAll(ids.stream().distinct().toList());
        try {
            Command.run(argv.toArray(String[]::new));
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
        }
    }
}
