package ai.kaleem.release.api.audit;

import java.time.Clock;
import java.time.Duration;

/** Chains what people asked. May be repeated wherever it breaks off. */
public final class DrainNotes {

    private static final int BATCH = 200;

    /** What takes longer is chained without its answer. */
    private static final Duration ANSWERED_BY = Duration.ofMinutes(2);

    private final PendingNotes notes;
    private final AppendAudit append;
    private final Clock clock;

    public DrainNotes(PendingNotes notes, AppendAudit append, Clock clock) {
        this.notes = notes;
        this.append = append;
        this.clock = clock;
    }

    public void look() {
        for (var note : notes.ready(clock.instant().minus(ANSWERED_BY), BATCH)) {
            append.append(note);
            notes.done(note.source());
        }
    }
}
