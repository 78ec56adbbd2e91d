package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.ImageBuild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Makes images, and sends them where others find them. */
public interface Builds {

    /**
     * Builds an image and gives it its name. The same again is the same image, as far as its Dockerfile lets it.
     *
     * @param context a tar file with all that the build may read
     * @param labels that the image carries
     */
    Outcome build(ImageBuild build, Path context, Map<String, String> labels, Duration timeout, GateLog log)
            throws InterruptedException;

    /**
     * Sends an image that is here to its registry. The same again changes nothing.
     *
     * @param image its name, with a tag
     */
    Sending push(String image, Duration timeout, GateLog log) throws InterruptedException;

    /** What came of sending. */
    sealed interface Sending {

        /** @param reference {@code name@sha256:<64 hex>} */
        record Sent(String reference) implements Sending {}

        record NotSent(Outcome outcome) implements Sending {}
    }
}
