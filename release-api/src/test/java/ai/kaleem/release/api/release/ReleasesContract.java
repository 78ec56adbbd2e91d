package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every keeper of releases promises. */
public interface ReleasesContract {

    Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");

    /** An empty one. */
    Releases releases();

    static Release release(String app, String version) {
        var plan = Plans.plan(app, "production", version, List.of(Plans.gate("lint")), List.of(Plans.gate("health")));
        return Release.requested(
                new NewRelease(ReleaseId.next(), plan, ReleaseType.REGULAR, false, "ci", "weekly"),
                "http://localhost/r",
                new Previous("1.3.0", null),
                AT,
                new World().patience);
    }

    static void cancel(Release release) {
        release.cancel(release.deployments().getFirst().id(), "salma", "not today", AT);
    }

    @Test
    default void keepsAReleaseWholeWithItsStoryAndReports() {
        var releases = releases();
        var world = new World();
        var placed = world.live(Plans.guarded("1.4.0"));
        var original = world.release(placed);
        assertThat(releases.add(original)).isTrue();

        var read = releases.get(placed.releaseId());
        assertThat(read.snapshot()).isEqualTo(original.snapshot());
        assertThat(read.view()).isEqualTo(original.view());
        assertThat(read.told()).isEmpty();
        assertThat(read.asked()).isEmpty();
    }

    @Test
    default void isAddedOnce() {
        var releases = releases();
        var release = release("kaleem", "1.4.0");
        assertThat(releases.add(release)).isTrue();
        assertThat(releases.add(release)).isFalse();
        assertThat(release.told()).isEmpty();
    }

    @Test
    default void whatSomebodyElseStoredMeanwhileIsNotOverwritten() {
        var releases = releases();
        var release = release("kaleem", "1.4.0");
        releases.add(release);
        var mine = releases.get(release.id());
        var theirs = releases.get(release.id());
        theirs.cancel(theirs.deployments().getFirst().id(), "salma", "not today", AT);
        assertThat(releases.save(theirs)).isTrue();
        mine.cancel(mine.deployments().getFirst().id(), "omar", "me neither", AT);
        assertThat(releases.save(mine)).isFalse();

        assertThat(releases.get(release.id()).deployments().getFirst().reason()).contains("salma");
        theirs.awaitTurn(theirs.deployments().getFirst(), DeploymentId.next(), AT);
        assertThat(releases.save(theirs)).isTrue();
    }

    @Test
    default void whatIsNotThereIsSaid() {
        var id = ReleaseId.next();
        assertThat(releases().find(id)).isEmpty();
        assertThatThrownBy(() -> releases().get(id))
                .isInstanceOf(ReleaseUnknown.class)
                .hasMessageContaining(id.value());
    }

    @Test
    default void listsNewestFirstPageByPage() {
        var releases = releases();
        var ids = Stream.of("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")
                .map(it -> release("kaleem", it))
                .peek(releases::add)
                .map(Release::id)
                .toList();
        var first = releases.list(new ReleaseFilter(null, null, null, null, 2));
        var second = releases.list(new ReleaseFilter(null, null, null, first.next(), 2));
        var third = releases.list(new ReleaseFilter(null, null, null, second.next(), 2));

        assertThat(Stream.of(first, second, third).flatMap(it -> it.items().stream()))
                .extracting(ReleaseView::id)
                .containsExactlyElementsOf(ids.reversed());
        assertThat(third.next()).isNull();
    }

    @Test
    default void listsByAppEnvironmentAndState() {
        var releases = releases();
        var wanted = release("kaleem", "1.4.0");
        var cancelled = release("kaleem", "1.5.0");
        cancelled.cancel(cancelled.deployments().getFirst().id(), "salma", "no", AT);
        Stream.of(wanted, cancelled, release("shop", "1.0.0")).forEach(releases::add);

        assertThat(list(releases, "kaleem", "production", DeploymentState.CHECKING))
                .containsExactly(wanted.id());
        assertThat(list(releases, "kaleem", null, DeploymentState.CANCELLED)).containsExactly(cancelled.id());
        assertThat(list(releases, "kaleem", "production", null)).containsExactly(cancelled.id(), wanted.id());
        assertThat(list(releases, "kaleem", "staging", null)).isEmpty();
        assertThat(list(releases, null, null, DeploymentState.CHECKING)).hasSize(2);
    }

    private static List<ReleaseId> list(Releases releases, String app, String environment, DeploymentState state) {
        return releases.list(new ReleaseFilter(app, environment, state, null, 10)).items().stream()
                .map(ReleaseView::id)
                .toList();
    }

    @Test
    default void aVersionBelongsToWhoReservedItFirst() {
        var releases = releases();
        var first = ReleaseId.next();
        assertThat(releases.reserve("kaleem", "1.4.0", first, AT)).isEqualTo(first);
        assertThat(releases.reserve("kaleem", "1.4.0", first, AT)).isEqualTo(first);
        assertThat(releases.reserve("kaleem", "1.4.0", ReleaseId.next(), AT)).isEqualTo(first);
        assertThat(releases.withVersion("kaleem", "1.4.0")).contains(first);
        assertThat(releases.withVersion("shop", "1.4.0")).isEmpty();
    }

    @Test
    default void everyVersionOfAnAppIsKnownAndNoneOfAnother() {
        var releases = releases();
        releases.reserve("kaleem", "1.4.0", ReleaseId.next(), AT);
        releases.reserve("kaleem", "1.5.0-rc.1", ReleaseId.next(), AT);
        releases.reserve("kaleem-mini", "2.0.0", ReleaseId.next(), AT);

        assertThat(releases.versions("kaleem")).containsExactlyInAnyOrder("1.4.0", "1.5.0-rc.1");
        assertThat(releases.versions("shop")).isEmpty();
    }

    @Test
    default void anOldReservationIsTakenOverOnce() {
        var releases = releases();
        var first = ReleaseId.next();
        var second = ReleaseId.next();
        releases.reserve("kaleem", "1.4.0", first, AT);
        releases.reserve("kaleem", "1.4.0", first, AT.plusSeconds(30));
        var later = AT.plusSeconds(90);

        assertThat(releases.takeOver("kaleem", "1.4.0", first, second, AT.plusSeconds(30), later))
                .isFalse();
        assertThat(releases.takeOver("kaleem", "1.4.0", first, second, AT.plusSeconds(31), later))
                .isTrue();
        assertThat(releases.takeOver("kaleem", "1.4.0", first, ReleaseId.next(), later.plusSeconds(9), later))
                .isFalse();
        assertThat(releases.reserve("kaleem", "1.4.0", first, later)).isEqualTo(second);
    }

    @Test
    default void whatIsOpenIsListedInOrderUntilItIsClosed() {
        var releases = releases();
        var one = new Open("kaleem", "production", DeploymentId.next(), ReleaseId.next());
        var other = new Open("kaleem", "production-eu", DeploymentId.next(), ReleaseId.next());
        var third = new Open("kaleem", "production", DeploymentId.next(), ReleaseId.next());
        Stream.of(third, one, other, one).forEach(releases::open);

        assertThat(releases.open()).containsExactly(one, other, third);
        assertThat(releases.open("kaleem", "production", null, 10)).containsExactly(one, third);
        assertThat(releases.open("kaleem", "production", null, 1)).containsExactly(one);
        assertThat(releases.open("kaleem", "production", one.deploymentId(), 10))
                .containsExactly(third);
        releases.close(one);
        releases.close(one);
        assertThat(releases.open()).containsExactly(other, third);
    }
}
