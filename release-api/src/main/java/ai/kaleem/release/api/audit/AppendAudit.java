package ai.kaleem.release.api.audit;

import ai.kaleem.release.api.audit.AuditTrail.Head;

/**
 * Puts notes at the end of the chain. A source that is told again, as after a crash, is there already; of two that write at once
 * one finds its number taken and goes on from there, so that there is one chain.
 */
public final class AppendAudit {

    private static final int TRIES = 1_000;

    private final AuditTrail trail;

    public AppendAudit(AuditTrail trail) {
        this.trail = trail;
    }

    /** Durable when it returns. */
    public synchronized void append(AuditNote note) {
        if (isThere(note)) {
            return;
        }
        for (var i = 0; i < TRIES; i++) {
            var last = trail.last();
            var number = last.map(AuditEntry::number).orElse(0L) + 1;
            var entry = AuditEntry.of(number, note, last.map(AuditEntry::hash).orElse(AuditEntry.BEGINNING));
            // Before it: a crash after it is found by looking whether that number is this source.
            trail.plan(note.source(), number);
            if (trail.add(entry)) {
                trail.moveHead(new Head(number, entry.hash()));
                return;
            }
            if (isThere(note)) {
                return;
            }
        }
        throw new IllegalStateException("Others wrote to the audit trail %d times before us".formatted(TRIES));
    }

    private boolean isThere(AuditNote note) {
        return trail.planned(note.source())
                .flatMap(trail::find)
                .filter(it -> it.note().source().equals(note.source()))
                .isPresent();
    }
}
