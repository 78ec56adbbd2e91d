package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ManualChecks;
import java.util.stream.Collectors;

/** There is no such check, or nothing that could be looked at. The message says what there is. */
public final class NothingToSign extends RuntimeException {

    private NothingToSign(String message) {
        super(message);
    }

    static NothingToSign unknown(String check, ManualChecks known) {
        return new NothingToSign(
                known.names().isEmpty()
                        ? "The plan that this release runs under has no manual checks; add gates.manual for the next one"
                        : "No manual check '%s'; there are %s"
                                .formatted(
                                        check,
                                        known.names().stream()
                                                .map(ManualChecks::idOf)
                                                .collect(Collectors.joining(", "))));
    }

    static NothingToSign notLive(Release release) {
        return new NothingToSign(
                "%s took no traffic anywhere that could be looked at; sign when it runs".formatted(release.version()));
    }
}
