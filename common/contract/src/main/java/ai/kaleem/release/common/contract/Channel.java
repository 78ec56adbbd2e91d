package ai.kaleem.release.common.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the team wants to hear of a release. Secrets are named by their path on the notifier's host.
 *
 * @param name unique within the plan
 * @param url an address that is no secret; null where {@code urlFile} holds it
 * @param urlFile file that holds the address, as Slack's are secrets
 * @param secretFile file that holds the signing secret ({@code whsec_..}) of a webhook
 * @param on environments to tell of; empty is all
 * @param language {@code en} or {@code ar}
 */
public record Channel(
        String name,
        Kind kind,
        @Nullable String url,
        @Nullable String urlFile,
        @Nullable String secretFile,
        List<String> on,
        String language) {

    public enum Kind {
        SLACK,
        WEBHOOK
    }
}
