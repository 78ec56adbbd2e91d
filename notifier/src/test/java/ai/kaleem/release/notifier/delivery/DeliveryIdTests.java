package ai.kaleem.release.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.notifier.Story;
import org.junit.jupiter.api.Test;

class DeliveryIdTests {

    @Test
    void isTheSameForTheSameEventAndChannelOnly() {
        var told = Story.theRelease().requested();

        assertThat(DeliveryId.of(told, "team")).isEqualTo(DeliveryId.of(told, "team"));
        assertThat(DeliveryId.of(told, "team").value()).isEqualTo("01JD7Q4S0000000000000000R1-000001-team");
        assertThat(DeliveryId.of(told, "team")).isNotEqualTo(DeliveryId.of(told, "hook"));
    }

    @Test
    void sortsByTheNumberOfTheEvent() {
        var story = Story.theRelease();
        var second = DeliveryId.of(story.everythingWorthTelling().get(1), "a");
        var tenth = DeliveryId.of(Story.theRelease().everythingWorthTelling().get(9), "a");

        assertThat(second).isLessThan(tenth);
    }

    @Test
    void holdsNoDotAndNothingThatAHeaderRefuses() {
        var told = Story.theRelease().requested();

        assertThat(DeliveryId.of(told, "فريق").value()).matches("[A-Za-z0-9_-]+");
        assertThat(DeliveryId.of(told, "a.b").value()).matches("[A-Za-z0-9_-]+");
        assertThat(DeliveryId.of(told, "a.b")).isNotEqualTo(DeliveryId.of(told, "a.c"));
    }
}
