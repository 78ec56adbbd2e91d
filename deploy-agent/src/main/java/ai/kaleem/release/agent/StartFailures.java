package ai.kaleem.release.agent;

import ai.kaleem.release.agent.deploy.DiskLost;
import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.agent.outbound.folder.FolderUnusable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says why the agent does not start, in one sentence instead of a stack. */
class StartFailures implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var message = cause.getMessage();
            if (message != null
                    && (cause instanceof FolderUnusable
                            || cause instanceof JournalClosed
                            || cause instanceof DiskLost
                            || cause instanceof SettingMissing)) {
                return new FailureAnalysis(message, null, cause);
            }
        }
        return null;
    }
}
