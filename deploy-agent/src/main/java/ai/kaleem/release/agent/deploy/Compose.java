package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The containers that Docker Compose started on this host. Only an adoption that a person asked for touches one, and only the
 * one that it found. Every call may be repeated: what is so already is success.
 *
 * <p>Every method throws {@link HostUnavailable} where the engine does not answer, and {@link StepFailed} with the reason in
 * words where it answers that it will not.
 */
public interface Compose {

    /**
     * Finds the container that runs a service: by its published port, or, where nothing is published, by the service's name.
     *
     * @param project of Compose in which it has to be; null where it may be any
     * @throws StepFailed where there is none that can be taken over, with why and what to do
     */
    Found find(ServiceSpec service, @Nullable String project);

    /**
     * Takes it out of its networks: its published port is free when it returns, its requests are cut.
     *
     * @return whether it was in one
     */
    boolean letGo(String container);

    /** Ends it, by force after the grace. It stays, and is not started again by the engine. */
    void stop(String container, Duration grace);

    /** As it was found: in its networks by its names, with its port and its restart policy, and running. */
    void serveAgain(String container, Path template);

    /** Removes it, and no volume. */
    void remove(String container);

    /**
     * Its containers of the service that a template is of, running or not: one stands there once Compose was run by hand after
     * the service was taken over.
     */
    List<String> rivals(Path template);

    /** Why none can be made of this name: there is one; empty where nothing is in the way. */
    Optional<String> obstacle(String container);

    /**
     * Makes the container of a service that was taken over again as its template says, with its names, port and labels, and in
     * image, environment and limits as it runs now. It is not started. One of Compose's that is there is left as it is.
     *
     * @param runs with the template
     */
    void make(ContainerSpec runs);

    /** @throws StepFailed where there is none of Compose's of this name, or it cannot be started */
    void start(String container);

    /** At which this host reaches it; empty while it does not run. */
    Optional<String> address(String container);

    /** How others found it. */
    Frontage frontage(Path template);

    /**
     * @param imageId {@code sha256:..}
     * @param template what it was made with, as a text to be kept; it has secrets in it
     * @param changes what taking it over would change, a line each, without a secret
     */
    record Found(String container, String project, String imageId, String template, List<String> changes) {}
}
