package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds out, before anything is touched, whether this host can take the deployment, and pins what it will run. */
final class Preflight {

    private final Tools tools;
    private final StepRunner steps;

    Preflight(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    Result check() {
        var deployment = steps.deployment();
        var found = deployment.isRollback() ? containersOf(deployment) : Map.<String, ContainerState>of();
        var images = new HashMap<String, ImageRef>();
        var containers = new HashMap<String, String>();
        var envFiles = new HashMap<String, String>();
        var required = new RequiredVariables(tools, deployment);
        for (var service : deployment.request().services()) {
            var there = Optional.ofNullable(found.get(service.name()));
            var image = image(service, there);
            images.put(service.name(), image);
            // A container has its environment already, also where the file is gone.
            if (service.envFile() != null && there.isEmpty()) {
                envFiles.put(service.name(), tools.envFiles().keep(service.envFile()));
            }
            if (there.isEmpty()) {
                required.check(service, image, envFiles.get(service.name()));
            }
            there.flatMap(it -> environmentOf(it, service)).ifPresent(it -> envFiles.put(service.name(), it));
            containers.put(
                    service.name(),
                    there.map(ContainerState::name).orElseGet(() -> Containers.own(deployment, service)));
            checkTheWay(deployment, service, image, there.isPresent());
        }
        required.refuseIfLacking();
        var configured = new ConfigurationCopies(tools, deployment).take();
        checkDisk(deployment, found, images);
        var detail = "%s free; %s"
                .formatted(
                        Words.bytes(tools.host().freeDisk().freeBytes()),
                        found.isEmpty()
                                ? "%d images pinned".formatted(images.size())
                                : "%s is still on this host"
                                        .formatted(deployment.request().version()));
        return new Result.Done(detail, null, (page, it) -> {
            var serving = page.entries().place(it.place()).serving();
            var before = serving == null ? null : page.entries().find(serving).orElse(null);
            it.prepared(
                    new Prepared(
                            Map.copyOf(images),
                            Map.copyOf(containers),
                            Map.copyOf(envFiles),
                            before == null ? null : before.id(),
                            before == null ? null : before.prepared().adopted(),
                            configured),
                    before == null ? null : before.request().version());
            if (it.isRollback() && !it.prepared().configurations().isEmpty()) {
                it.steps().insert(StepName.CONFIGURE, StepName.RETIRE);
            }
        });
    }

    /** In an emergency a full disk is no reason to stay with what is bad, unless the way back writes to it. */
    private void checkDisk(Deployment deployment, Map<String, ContainerState> found, Map<String, ImageRef> images) {
        var pulls = images.entrySet().stream()
                .filter(it -> !found.containsKey(it.getKey()))
                .anyMatch(it -> tools.host().imageId(it.getValue()).isEmpty());
        var restores = deployment.request().data() == DataChoice.RESTORE
                && !deployment.request().datastores().isEmpty();
        if (deployment.isRollback() && !pulls && !restores) {
            return;
        }
        var disk = tools.host().freeDisk();
        var least = tools.settings().minFreeBytes();
        if (disk.freeBytes() < least) {
            throw new StepFailed(
                    "the disk with %s has %s left, %s are needed, %d bytes are missing: make room (docker image prune) and release again"
                            .formatted(
                                    disk.folder(),
                                    Words.bytes(disk.freeBytes()),
                                    Words.bytes(least),
                                    least - disk.freeBytes()));
        }
    }

    /** What an earlier deployment of the same release left here: running before stopped, newest first. */
    private Map<String, ContainerState> containersOf(Deployment deployment) {
        var found = new HashMap<String, ContainerState>();
        tools.host().list(deployment.place()).stream()
                .filter(it -> it.release().equals(deployment.request().releaseId()))
                .sorted(Comparator.comparing(ContainerState::running)
                        .thenComparing(ContainerState::deployment)
                        .reversed())
                .forEach(it -> found.putIfAbsent(it.service(), it));
        return found;
    }

    /** The copy that it was made with is needed as long as it may be compared with what was released. */
    private Optional<String> environmentOf(ContainerState there, ServiceSpec service) {
        return tools.ledger()
                .read(entries -> entries.find(there.deployment()))
                .map(it -> it.prepared().envFiles().get(service.name()));
    }

    /** A container that is still here proves its image, whatever became of the name it was asked for by. */
    private ImageRef image(ServiceSpec service, Optional<ContainerState> there) {
        try {
            return tools.host().resolve(service.image());
        } catch (StepFailed e) {
            return there.map(it -> new ImageRef(it.imageId())).orElseThrow(() -> e);
        }
    }

    private void checkTheWay(Deployment deployment, ServiceSpec service, ImageRef image, boolean isThere) {
        var obstacle = Optional.<String>empty();
        if (!isThere) {
            obstacle = tools.host()
                    .obstacle(new ContainerSpec(
                            deployment.place(),
                            deployment.id(),
                            deployment.request().releaseId(),
                            deployment.request().version(),
                            service,
                            image,
                            null));
        }
        if (obstacle.isEmpty() && service.isRouted()) {
            obstacle = tools.gateway().obstacle(Route.to(deployment.place(), service));
        }
        if (obstacle.isPresent()) {
            throw new StepFailed(obstacle.get());
        }
    }
}
