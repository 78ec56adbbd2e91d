package ai.kaleem.release.api.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the chain is kept. Each write is durable when it returns. */
public interface AuditTrail {

    Optional<AuditEntry> last();

    Optional<AuditEntry> find(long number);

    /** False where there is one of that number already. */
    boolean add(AuditEntry entry);

    /** Under which number a source was last to be chained; it need not have come to that. */
    Optional<Long> planned(String source);

    void plan(String source, long number);

    /** The end of the chain, kept apart from it, so that its end cannot be cut off unnoticed. */
    Optional<Head> head();

    void moveHead(Head head);

    record Head(long number, String hash) {}

    /**
     * @param who null for everybody
     * @param subject what the subject contains; null for all
     * @param before null for the newest
     */
    record Filter(
            @Nullable String who,
            @Nullable String subject,
            @Nullable Long before,
            int limit) {}

    /** The newest first. */
    List<AuditEntry> list(Filter filter);

    /** Each entry, in the order of its number. */
    void each(Consumer<AuditEntry> reader);
}
