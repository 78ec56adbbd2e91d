package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ImageRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The container engine of this host. Every call may be repeated: what is so already is success. Containers that do not
 * carry our labels are never touched.
 *
 * <p>Every method throws {@link HostUnavailable} where the engine does not answer, and {@link StepFailed} with the reason in
 * words where it answers that it will not.
 */
public interface Host {

    /** Of the disks with the engine's images and with the agent's journal, the one that has less left. */
    DiskSpace freeDisk();

    /**
     * Pins an image: one with a digest or an image id is returned as it is, a name and tag must be on this host and become
     * its image id.
     *
     * @throws StepFailed where a local name is not on this host
     */
    ImageRef resolve(String image);

    /** The image id {@code sha256:..} under which this host has the image; empty where it has to be pulled. */
    Optional<String> imageId(ImageRef image);

    /**
     * Fetches an image by its digest.
     *
     * <p>What may be over soon, such as a registry that starts, is tried again; what cannot get better is not.
     *
     * @throws StepFailed where the registry refuses, cannot be reached or is too slow
     */
    void pull(ImageRef image, Duration timeout, PullWatch watch);

    /**
     * Removes this name of an image, and the image where it has no other.
     *
     * @return false where a container, running or not, was made of it: then it stays
     */
    boolean forget(ImageRef image);

    /** Why the container cannot be made: its name is taken by one that is not ours; empty where nothing is in the way. */
    Optional<String> obstacle(ContainerSpec container);

    /**
     * Which variables its service requires and the container would not have, or would have empty: {@code NAME is missing},
     * {@code NAME is empty}, in the order of the plan and never a value. What the image itself brings does not count.
     */
    List<String> lacking(ContainerSpec container);

    /** Makes the container and does not start it. One of this name that is ours is left as it is. */
    void create(ContainerSpec container);

    /**
     * Makes a container that is as one that runs there, of ours or not: its image, environment, user, networks and mounts, but
     * with the folder {@code candidate} where it mounts {@code folder}, no published port, and the command of {@code wanted}.
     *
     * @param wanted says its name, labels and command
     * @throws StepFailed where that one is gone, or does not mount that folder
     */
    void createLike(String container, ContainerSpec wanted, String folder, Path candidate);

    /** @throws StepFailed where there is no such container of ours, or it cannot be started */
    void start(String name);

    /**
     * Starts a container that runs to its end by itself. The engine never starts it again, whatever the end was.
     *
     * @throws StepFailed where there is no such container of ours, or it cannot be started
     */
    void startOnce(String name);

    /**
     * Starts again what was started, and what an engine that was killed cannot start by itself any more. Says in the log what
     * does not come up.
     */
    void recover();

    /** Empty where no container of ours has this name. */
    Optional<ContainerState> inspect(String name);

    /**
     * Why a container, of ours or not, is of no use to those who need it: it is gone, has ended, or its healthcheck says
     * unhealthy; empty where it is well.
     */
    Optional<String> fault(String container);

    /**
     * In what a container of ours is not as it was released, a few words each, without a secret; empty where it is, or is gone.
     */
    List<String> differences(String name, ContainerSpec released);

    /**
     * Which container that is, of ours or not, once it is ready: it runs, and its healthcheck, where it has one, says healthy.
     * One that was made anew is another; empty while it is not ready.
     */
    Optional<String> ready(String container);

    /**
     * Runs a program inside a running container, of ours or not, to its end.
     *
     * @throws StepFailed where it cannot be run, or takes longer; it may go on there then
     */
    Ran run(String container, List<String> argv, Duration timeout);

    /** @param output the end of what it wrote, standard error last */
    record Ran(long exitCode, String output) {}

    /** How often since then a process of this container was killed for lack of memory, as far as the engine remembers. */
    int outOfMemory(String name, Instant since);

    /** Our containers of this place, running or not, gateways excluded. */
    List<ContainerState> list(Place place);

    /** The newest lines of its output, standard error included, oldest first; empty where it is gone. */
    String logs(String name, int lines);

    /** Ends it, by force after the grace. It stays, and is not started again by the engine. */
    void stop(String name, Duration grace);

    /** Removes it whether it runs or not. */
    void remove(String name);
}
