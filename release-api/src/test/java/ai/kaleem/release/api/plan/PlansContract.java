package ai.kaleem.release.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every keeper of plans promises. */
public interface PlansContract {

    Plans plans();

    /** A plan that uses every field, for the given app. */
    Plan plan(String app);

    @Test
    default void aPlanComesBackAsItWasPut() {
        var put = stored("whole", "one");

        plans().put(put);

        assertThat(plans().find("whole")).hasValue(put);
        assertThat(plans().get("whole").plan().resolve("production", Wanted.version("1.0.0")))
                .isEqualTo(put.plan().resolve("production", Wanted.version("1.0.0")));
    }

    @Test
    default void theNewestPlanBinds() {
        plans().put(stored("changed", "one"));
        var newest = stored("changed", "two");
        plans().put(newest);

        assertThat(plans().get("changed")).isEqualTo(newest);
    }

    @Test
    default void isReplacedOnlyAsLongAsItIsTheSame() {
        var former = stored("replaced", "one");
        plans().put(former);
        assertThat(plans().replace(former, stored("replaced", "two"))).isTrue();
        assertThat(plans().replace(former, stored("replaced", "three"))).isFalse();
        assertThat(plans().replace(stored("absent", "one"), stored("absent", "two")))
                .isFalse();

        assertThat(plans().get("replaced").text()).isEqualTo("two");
        assertThat(plans().find("absent")).isEmpty();
    }

    @Test
    default void listsByName() {
        plans().put(stored("b", "one"));
        plans().put(stored("a", "one"));

        assertThat(plans().all()).extracting(it -> it.plan().app()).containsSubsequence("a", "b");
    }

    @Test
    default void anUnknownAppSaysWhatToDo() {
        assertThat(plans().find("nobody")).isEmpty();
        assertThatThrownBy(() -> plans().get("nobody"))
                .isInstanceOf(AppUnknown.class)
                .hasMessageContaining("PUT /api/v1/apps/nobody");
    }

    private StoredPlan stored(String app, String text) {
        return new StoredPlan(
                plan(app), text, "application/yaml", Instant.parse("2026-03-01T10:00:00.123Z"), "operator");
    }
}
