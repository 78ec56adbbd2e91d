package ai.kaleem.release.api.audit;

import java.time.Instant;
import java.util.List;

/** What people asked over HTTP, until it is chained. Each write is durable when it returns. */
public interface PendingNotes {

    /** Before anything is done, so that a crash hides nobody. */
    void asked(AuditNote note);

    /** How it was answered. */
    void answered(String source, int status);

    /** The oldest first: those that were answered, and those that were asked before that moment and never were. */
    List<AuditNote> ready(Instant askedBefore, int limit);

    /** It is chained. */
    void done(String source);
}
