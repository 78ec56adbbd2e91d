package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts containers, those too that their engine has lost hold of. Where {@code dockerd} and {@code containerd} are killed
 * while they come up after a kill, the engine may answer from then on to every start of a container that its task or id is
 * there already, though no process of it is, and a restart of the engine changes nothing (seen with Docker 20.10 over
 * containerd 1.6). Such a container is made anew, under its name and as it was made.
 */
public final class ContainerStart {

    private static final Logger log = LoggerFactory.getLogger(ContainerStart.class);

    private static final Pattern LOST = Pattern.compile(
            "task [0-9a-f]{64}: already exists|\\bid already in use|failed to start shim: mkdir \\S+: file exists");

    private final Engine engine;
    private final Networks networks;

    public ContainerStart(Engine engine) {
        this.engine = engine;
        this.networks = new Networks(engine);
    }

    /**
     * Nothing where it runs already.
     *
     * @param what is being done, in words an operator reads
     */
    public void run(String what, String name) {
        try {
            start(what, name);
        } catch (StepFailed e) {
            if (!LOST.matcher(String.valueOf(e.getMessage())).find()) {
                throw e;
            }
            log.warn("{}; it is made anew", e.getMessage());
            alone(() -> makeAnew(name));
            start(what, name);
        }
    }

    /** Starts again what should run, and failed to only for that reason when the engine started it by itself. */
    void recover(List<String> containers) {
        for (var name : containers) {
            try {
                if (look(name).filter(ContainerStart::isLost).isPresent()) {
                    run("Starting container " + name, name);
                }
            } catch (StepFailed e) {
                log.error("{} does not come up again: {}", name, e.getMessage());
            }
        }
    }

    /** What removes or makes containers does not meet one that is being made anew. */
    void alone(Runnable act) {
        synchronized (engine) {
            act.run();
        }
    }

    private void start(String what, String name) {
        engine.settle(what, docker -> docker.startContainerCmd(name).exec());
    }

    private static boolean isLost(InspectContainerResponse container) {
        return !Boolean.TRUE.equals(container.getState().getRunning())
                && RestartRule.shallRun(container)
                && LOST.matcher(String.valueOf(container.getState().getError())).find();
    }

    private void makeAnew(String name) {
        var successor = name + "-anew";
        var there = look(name);
        if (there.isEmpty()) {
            return;
        }
        remove(successor);
        make(successor, there.get());
        remove(name);
        engine.tell(
                "Giving %s its name".formatted(name),
                docker -> docker.renameContainerCmd(successor).withName(name).exec());
    }

    private void make(String name, InspectContainerResponse was) {
        var image = engine.ask(
                "Looking at the image of " + was.getName(),
                docker -> docker.inspectImageCmd(was.getImageId()).exec());
        var template = new TemplateOf(was, image).read();
        var first = String.valueOf(was.getHostConfig().getNetworkMode());
        var exposed = Optional.ofNullable(was.getConfig().getExposedPorts());
        engine.tell("Making container " + template.container() + " anew", docker -> {
            var command = docker.createContainerCmd(was.getImageId())
                    .withName(name)
                    .withEnv(template.environment())
                    .withLabels(template.labels())
                    .withAliases(template.networks().getOrDefault(first, List.of()))
                    .withHostConfig(template.host().withBinds(template.binds()));
            template.applyTo(command);
            exposed.ifPresent(command::withExposedPorts);
            command.exec();
        });
        template.networks().forEach((network, names) -> networks.join(name, List.of(network), names));
    }

    /** Its anonymous volumes stay: they are the successor's. */
    private void remove(String name) {
        engine.settle(
                "Removing container " + name,
                docker -> docker.removeContainerCmd(name).withForce(true).exec());
    }

    private Optional<InspectContainerResponse> look(String name) {
        return engine.find(
                "Looking at container " + name,
                docker -> docker.inspectContainerCmd(name).exec());
    }
}
