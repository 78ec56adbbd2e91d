package ai.kaleem.release.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnceTests {

    private static final Caller CALLER = new Caller("operator");

    private final Keys keys = new MemoryKeys();
    private final Once once = new Once(keys);
    private final List<String> made = new ArrayList<>();

    @Test
    void aRepeatIsAnsweredWithoutDoingItAgain() {
        var first = request("key", "one");

        assertThat(request("key", "one")).isEqualTo(first);
        assertThat(made).hasSize(1);
    }

    @Test
    void withoutAKeyEachRequestIsAnother() {
        assertThat(request(null, "one")).isNotEqualTo(request(null, "one"));
        assertThat(made).hasSize(2);
    }

    @Test
    void aRepeatAfterACrashMakesTheSameThing() {
        assertThatThrownBy(() -> once.once(CALLER, "key", "one", () -> "", (it, id) -> {
                    made.add(id);
                    throw new IllegalStateException("killed before the answer");
                }))
                .hasMessage("killed before the answer");

        request("key", "one");

        assertThat(made).hasSize(2).containsOnly(made.getFirst());
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        request("key", "one");

        assertThatThrownBy(() -> request("key", "two"))
                .isInstanceOf(KeyReused.class)
                .hasMessageContaining("'key'");
        assertThat(made).hasSize(1);
    }

    @Test
    void whatIsRefusedLeavesTheKeyFree() {
        assertThatThrownBy(() -> once.<String>once(
                        CALLER,
                        "key",
                        "one",
                        () -> {
                            throw new IllegalArgumentException("does not fit");
                        },
                        (it, id) -> placed(id)))
                .hasMessage("does not fit");

        request("key", "two");

        assertThat(made).hasSize(1);
    }

    @Test
    void whatWasMadeStaysMadeWhenItWouldBeRefusedToday() {
        var first = request("key", "one");

        assertThat(refusedToday("one")).isEqualTo(first);
        assertThatThrownBy(() -> refusedToday("two")).isInstanceOf(KeyReused.class);
    }

    private Placed refusedToday(String fingerprint) {
        return once.<String>once(
                CALLER,
                "key",
                fingerprint,
                () -> {
                    throw new IllegalArgumentException("no such environment any more");
                },
                (it, id) -> placed(id));
    }

    private Placed request(String key, String fingerprint) {
        return once.once(CALLER, key, fingerprint, () -> "", (it, id) -> placed(id));
    }

    private Placed placed(String id) {
        made.add(id);
        return new Placed(new ReleaseId(id), DeploymentId.next());
    }
}
