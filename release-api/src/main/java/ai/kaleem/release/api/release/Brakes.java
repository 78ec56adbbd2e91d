package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.Hold;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a deployment from its turn, as it is stored.
 *
 * @param notBefore when it was asked for; null for at once
 * @param paused who stopped it; null where nobody does
 * @param waived who let it pass a freeze; null where nobody did
 * @param hold what people were told that it waits for; null where it waits for its turn alone
 * @param freeSince when the last of that was over; null where there was none
 */
@RecordBuilder
public record Brakes(
        @Nullable Instant notBefore,
        @Nullable Said paused,
        @Nullable Said waived,
        @Nullable Hold hold,
        @Nullable Instant freeSince)
        implements BrakesBuilder.With {

    static final Brakes NONE = new Brakes(null, null, null, null, null);

    static Brakes until(@Nullable Instant notBefore) {
        return NONE.withNotBefore(notBefore);
    }
}
