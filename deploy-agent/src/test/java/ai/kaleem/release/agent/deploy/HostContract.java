package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every host promises. */
public interface HostContract {

    Host host();

    Place place();

    /** On the host, under a name and a tag. */
    String localImage();

    /** What a container of {@link #localImage()} runs, so that it stays up and ends at SIGTERM. */
    List<String> staysUp();

    default ContainerSpec aContainer(String service) {
        return new ContainerSpec(
                place(),
                DeploymentId.next(),
                ReleaseId.next(),
                "1.2.0",
                ServiceSpecBuilder.builder()
                        .name(service)
                        .image(localImage())
                        .command(staysUp())
                        .port(3000)
                        .stopGrace(Duration.ofSeconds(5))
                        .build(),
                host().resolve(localImage()),
                null);
    }

    @Test
    default void resolvesALocalNameToItsImageId() {
        var resolved = host().resolve(localImage());
        assertThat(resolved.isLocal()).isTrue();
        assertThat(host().imageId(resolved)).contains(resolved.value());
        assertThat(host().resolve(resolved.value())).isEqualTo(resolved);
    }

    @Test
    default void leavesADigestAsItIs() {
        var pinned = "registry.example/nobody/nothing@sha256:" + "a".repeat(64);
        assertThat(host().resolve(pinned)).isEqualTo(new ImageRef(pinned));
        assertThat(host().imageId(new ImageRef(pinned))).isEmpty();
    }

    @Test
    default void refusesALocalNameThatIsNotThere() {
        assertThatThrownBy(() -> host().resolve("kaleem-nobody-has-this:9.9"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("kaleem-nobody-has-this:9.9");
    }

    @Test
    default void makesAContainerThatDoesNotRunYet() {
        var container = aContainer("api");
        assertThat(host().obstacle(container)).isEmpty();
        host().create(container);
        host().create(container);
        assertThat(host().inspect(container.name())).hasValueSatisfying(it -> {
            assertThat(it.running()).isFalse();
            assertThat(it.place()).isEqualTo(place());
            assertThat(it.service()).isEqualTo("api");
            assertThat(it.deployment()).isEqualTo(container.deployment());
            assertThat(it.release()).isEqualTo(container.release());
            assertThat(it.version()).isEqualTo("1.2.0");
            assertThat(it.imageId()).isEqualTo(container.image().value());
            assertThat(it.address()).isNull();
            assertThat(it.startedAt()).isNull();
        });
        assertThat(host().obstacle(container)).isEmpty();
    }

    @Test
    default void startsStopsAndStartsAgain() {
        var container = aContainer("api");
        host().create(container);
        host().start(container.name());
        host().start(container.name());
        assertThat(host().inspect(container.name())).hasValueSatisfying(it -> {
            assertThat(it.running()).isTrue();
            assertThat(it.address()).isNotNull();
            assertThat(it.startedAt()).isNotNull();
        });

        host().stop(container.name(), Duration.ofSeconds(5));
        host().stop(container.name(), Duration.ofSeconds(5));
        assertThat(host().inspect(container.name())).hasValueSatisfying(it -> {
            assertThat(it.running()).isFalse();
            assertThat(it.exitCode()).isNotNull();
        });

        host().start(container.name());
        assertThat(host().inspect(container.name()))
                .hasValueSatisfying(it -> assertThat(it.running()).isTrue());
    }

    @Test
    default void removesAContainerThatRuns() {
        var container = aContainer("api");
        host().create(container);
        host().start(container.name());
        host().remove(container.name());
        host().remove(container.name());
        assertThat(host().inspect(container.name())).isEmpty();
    }

    @Test
    default void listsThePlaceAlone() {
        var api = aContainer("api");
        var worker = aContainer("worker");
        host().create(api);
        host().create(worker);
        assertThat(host().list(place())).extracting(ContainerState::name).contains(api.name(), worker.name());
        assertThat(host().list(new Place(place().app(), "elsewhere"))).isEmpty();
    }

    @Test
    default void takesWhatIsGoneForSuccess() {
        assertThat(host().inspect("kaleem-not-there")).isEmpty();
        assertThat(host().logs("kaleem-not-there", 200)).isEmpty();
        host().stop("kaleem-not-there", Duration.ofSeconds(1));
        host().remove("kaleem-not-there");
        assertThatThrownBy(() -> host().start("kaleem-not-there"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("kaleem-not-there");
    }

    @Test
    default void knowsItsFreeDisk() {
        assertThat(host().freeDisk().freeBytes()).isPositive();
        assertThat(host().freeDisk().folder()).startsWith("/");
    }
}
