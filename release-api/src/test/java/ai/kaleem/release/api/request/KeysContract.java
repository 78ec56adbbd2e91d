package ai.kaleem.release.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.request.Keys.Claim;
import ai.kaleem.release.api.request.Keys.KeyId;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every keeper of idempotency keys promises. */
public interface KeysContract {

    Keys keys();

    @Test
    default void theFirstClaimStands() {
        var key = key();
        var first = new Claim("one", ReleaseId.next().value(), null);

        assertThat(keys().find(key)).isEmpty();
        assertThat(keys().claim(key, first)).isEqualTo(first);
        assertThat(keys().claim(key, new Claim("two", ReleaseId.next().value(), null)))
                .isEqualTo(first);
        assertThat(keys().find(key)).hasValue(first);
    }

    @Test
    default void oneOfManyAtOnceWins() throws Exception {
        var key = key();
        List<Callable<Claim>> claims = IntStream.range(0, 16)
                .<Callable<Claim>>mapToObj(it -> () ->
                        keys().claim(key, new Claim("one", ReleaseId.next().value(), null)))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ids = threads.invokeAll(claims).stream()
                    .map(it -> it.resultNow().id())
                    .distinct();
            assertThat(ids).hasSize(1);
        }
    }

    @Test
    default void theAnswerIsKept() {
        var key = key();
        var claim = keys().claim(key, new Claim("one", ReleaseId.next().value(), null));
        var answer = new Placed(ReleaseId.next(), DeploymentId.next());

        keys().answered(key, answer);

        assertThat(keys().find(key)).hasValue(new Claim("one", claim.id(), answer));
    }

    @Test
    default void eachCallerHasKeysOfItsOwn() {
        var key = UUID.randomUUID().toString();
        keys().claim(new KeyId("one", key), new Claim("one", ReleaseId.next().value(), null));

        assertThat(keys().find(new KeyId("two", key))).isEmpty();
    }

    private static KeyId key() {
        return new KeyId("operator", UUID.randomUUID().toString());
    }
}
