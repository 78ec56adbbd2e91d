package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.PullWatch;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ImageRef;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.Optional;

/** The images that an engine has, and brings onto its host. */
record EngineImages(Engine engine, Patience patience) {

    ImageRef resolve(String image) {
        if (ImageRef.isPinned(image)) {
            return new ImageRef(image);
        }
        return id(image)
                .map(ImageRef::new)
                .orElseThrow(() ->
                        new StepFailed("Image '%s' is not on this host; build or load it here, or name its registry"
                                .formatted(image)));
    }

    /** Empty where the engine does not have it. */
    Optional<String> id(String image) {
        return engine.find(
                        "Looking for image " + image,
                        docker -> docker.inspectImageCmd(image).exec())
                .map(it -> it.getId());
    }

    void pull(ImageRef image, Duration timeout, PullWatch watch) {
        if (id(image.value()).isPresent()) {
            return;
        }
        if (image.isLocal()) {
            throw new StepFailed("Image %s is not on this host, and no registry knows an image id".formatted(image));
        }
        new Pull(engine, image.value(), patience).run(timeout, watch);
        if (id(image.value()).isEmpty()) {
            throw new StepFailed("Docker pulled %s, and does not have it".formatted(image));
        }
    }

    /** Returns whether it is gone; one that a container is made of stays. */
    boolean forget(ImageRef image) {
        return engine.ask("Removing image " + image, docker -> {
            try {
                docker.removeImageCmd(image.value()).withForce(false).exec();
                return true;
            } catch (NotFoundException alreadySo) {
                return true;
            } catch (ConflictException inUse) {
                return false;
            }
        });
    }
}
