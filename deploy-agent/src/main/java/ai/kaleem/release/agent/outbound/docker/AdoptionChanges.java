package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.List;

/** What taking a service over changes, in words for whoever decides it; of the environment the names alone. */
record AdoptionChanges(ServiceSpec service, Template template) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%s (Compose's container %s):".formatted(service.name(), template.container()));
        if (service.isRouted()) {
            lines.add(
                    service.publish() == null
                            ? "  ~ its requests go to a gateway"
                            : "  ~ %s goes to a gateway: once, for a moment, nobody answers there"
                                    .formatted(service.publish()));
            template.networks()
                    .forEach((network, names) -> lines.add(
                            "  ~ %s in network %s becomes the gateway".formatted(String.join(", ", names), network)));
        }
        lines.add("  + a container of the same image, made as %s was".formatted(template.container()));
        lines.add("  - container %s, once the new one is confirmed; its volumes stay".formatted(template.container()));
        lines.add("  = environment: %s"
                .formatted(joined(template.environment().stream()
                        .map(it -> it.split("=", 2)[0])
                        .sorted()
                        .toList())));
        lines.add("  = volumes: %s".formatted(joined(new ArrayList<>(template.volumes()), binds())));
        if (template.host().getMemory() != null && template.host().getMemory() > 0) {
            lines.add("  = memory: %d bytes".formatted(template.host().getMemory()));
        }
        if (template.host().getNanoCPUs() != null && template.host().getNanoCPUs() > 0) {
            lines.add("  = cpus: %s".formatted(template.host().getNanoCPUs() / 1e9));
        }
        service.environment().keySet().stream()
                .sorted()
                .forEach(it -> lines.add("  ~ environment %s is what the plan says".formatted(it)));
        if (service.envFile() != null) {
            lines.add("  ~ environment: what %s says".formatted(service.envFile()));
        }
        return lines;
    }

    private List<String> binds() {
        var binds = template.host().getBinds();
        return binds == null
                ? List.of()
                : List.of(binds).stream()
                        .map(it ->
                                "%s:%s".formatted(it.getPath(), it.getVolume().getPath()))
                        .toList();
    }

    @SafeVarargs
    private static String joined(List<String>... lists) {
        var all = List.of(lists).stream().flatMap(List::stream).toList();
        return all.isEmpty() ? "none" : String.join(", ", all);
    }
}
