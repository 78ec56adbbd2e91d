package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param unreadable ids of releases that belong here and cannot be shown; the log says why
 * @param next to be given as {@code olderThan} for the page that follows; null where this is the last
 */
public record ReleasePage(
        List<ReleaseView> items,
        List<String> unreadable,
        @Nullable ReleaseId next) {}
