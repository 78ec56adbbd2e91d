package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a person does something, where it has to be said because it is recorded and told. */
final class Reason {

    private static final int MOST = 1_000;

    private Reason() {}

    /** @throws FaultsFound where none is given, or a whole novel */
    static String of(@Nullable String reason, String fix) {
        return of("reason", reason, fix);
    }

    /** The same of a field of another name. */
    static String of(String field, @Nullable String reason, String fix) {
        if (reason == null || reason.isBlank()) {
            throw new FaultsFound(List.of(new Fault(field, "is missing", fix)));
        }
        if (reason.length() > MOST) {
            throw new FaultsFound(
                    List.of(new Fault(field, "is too long", "use at most %d characters".formatted(MOST))));
        }
        return reason.strip();
    }
}
