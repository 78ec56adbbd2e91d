package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Building, beside the plan's gates, and sending to the registry, after them. */
final class ImageGates {

    private final Map<String, ServiceBuild> builds;
    private final List<GateSpec> checks;

    /** @param checks the plan's gates before a deployment */
    ImageGates(Map<String, ServiceBuild> builds, List<GateSpec> checks) {
        this.builds = builds;
        this.checks = checks;
    }

    /**
     * The plan's gates, and those for the images.
     *
     * @param services of one environment, each with the image that it is to run
     */
    List<GateSpec> with(List<ServiceSpec> services) {
        var images = new LinkedHashMap<String, String>();
        services.forEach(it -> images.put(it.name(), it.image()));
        var builders = new ArrayList<GateSpec>(checks);
        var pushes = new ArrayList<GateSpec>();
        builds.forEach((service, build) -> {
            var image = images.get(service);
            if (image != null) {
                builders.add(build.build(service, image));
                if (ImageRef.namesRegistry(image)) {
                    pushes.add(build.push(service, image, services(images, image), blocking()));
                }
            }
        });
        builders.addAll(pushes);
        return List.copyOf(builders);
    }

    private static List<String> services(Map<String, String> images, String image) {
        return images.entrySet().stream()
                .filter(it -> it.getValue().equals(image))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> blocking() {
        return checks.stream().filter(GateSpec::isBlocking).map(GateSpec::name).toList();
    }
}
