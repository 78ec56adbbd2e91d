package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Canary;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands before each routed service and decides which container gets its requests. What is said here holds when the
 * gateway, the engine or the host starts again without the agent. Every call may be repeated. Of a service with replicas,
 * what is said of a container counts for the lane of its route, see {@link Route}.
 *
 * <p>Every method throws {@link HostUnavailable} where the engine does not answer, and {@link StepFailed} with the reason in
 * words where the gateway will not.
 */
public interface Gateway {

    /** Why the gateway cannot be made: its name or its published port is taken by another; empty where nothing is in the way. */
    Optional<String> obstacle(Route route);

    /** The gateway is there and runs. With no target it answers 503. */
    void ensure(Route route);

    /**
     * Makes the gateway of a service that is taken over, and leaves the port and the names to whom they are yet. From now on
     * {@link #ensure} makes it with the same frontage.
     *
     * @param container one that runs and listens, and gets all requests
     */
    void prepare(Route route, Frontage frontage, String container);

    /** A gateway that was prepared has the port and the names, and answers, when this returns. */
    void open(Route route);

    /** The container that gets the requests; empty where none does. */
    Optional<String> target(Route route);

    /**
     * All new requests go to this container when it returns. What the one before still works on is finished there: it
     * stays warm, no connection is cut.
     *
     * @param container one that runs and listens
     */
    void shift(Route route, String container);

    /** The same without testers. */
    default void split(Route route, String container, int share) {
        split(route, container, share, null);
    }

    /**
     * So many of a hundred visitors get the canary when it returns, and all testers, the others what is the target before and
     * after. A visitor stays where he was sent, by a cookie, until the share rises past him. The next {@link #shift} or
     * {@link #clear} ends it. Where the canary cannot be reached, the target answers.
     *
     * @param container one that runs and listens
     * @param share percent, from 1 to 99; 0 for testers alone
     * @param testers null where there are none
     */
    void split(Route route, String container, int share, Canary.@Nullable Match testers);

    /**
     * Watches what the containers answer, from now on.
     *
     * @throws HostUnavailable never, nor {@link StepFailed}: while the gateway does not answer nothing is seen
     */
    Traffic watch(Route route);

    /** Nothing gets requests any more: the gateway answers 503. */
    void clear(Route route);

    /**
     * Waits until a container that is not the target has no request or WebSocket left.
     *
     * @return whether it has none; false when the patience ended first
     */
    boolean drain(Route route, String container, Duration patience);

    /** New requests wait, those on open connections too, at most for the gateway's hold limit. Then they get 503. */
    void hold(Route route);

    /** Lets the held requests go to the target. */
    void release(Route route);

    /** Takes the gateway away, its alias and its published port with it; of a further lane, only that. */
    void remove(Route route);

    /** Makes every gateway of ours on this host run, and route as was last said. */
    void reconcile();
}
