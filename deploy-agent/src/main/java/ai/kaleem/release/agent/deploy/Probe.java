package ai.kaleem.release.agent.deploy;

import java.time.Duration;

/** Asks a container over HTTP whether it is up. */
public interface Probe {

    /** @param address of the container, as {@link ContainerState#address()} */
    Answer ask(String address, int port, String path, Duration timeout);

    sealed interface Answer {

        /** A status of 2xx. */
        record Up(int status) implements Answer {}

        /** It answered something else, or too slowly. */
        record Down(String reason) implements Answer {}

        /** Nobody listens there. */
        record Silent(String reason) implements Answer {}
    }
}
