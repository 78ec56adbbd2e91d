package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host on which Docker Compose started nothing. */
final class NoCompose implements Compose {

    @Override
    public Found find(ServiceSpec service, @Nullable String project) {
        throw new StepFailed("Compose runs no service '%s'".formatted(service.name()));
    }

    @Override
    public boolean letGo(String container) {
        return false;
    }

    @Override
    public void stop(String container, Duration grace) {}

    @Override
    public void serveAgain(String container, Path template) {
        throw new StepFailed("%s is gone".formatted(container));
    }

    @Override
    public void remove(String container) {}

    @Override
    public List<String> rivals(Path template) {
        return List.of();
    }

    @Override
    public Optional<String> obstacle(String container) {
        return Optional.empty();
    }

    @Override
    public void make(ContainerSpec runs) {}

    @Override
    public void start(String container) {
        throw new StepFailed("%s is gone".formatted(container));
    }

    @Override
    public Optional<String> address(String container) {
        return Optional.empty();
    }

    @Override
    public Frontage frontage(Path template) {
        throw new StepFailed("%s is gone".formatted(template));
    }
}
