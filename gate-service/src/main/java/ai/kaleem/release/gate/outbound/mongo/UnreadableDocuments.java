package ai.kaleem.release.gate.outbound.mongo;

import ai.kaleem.release.gate.gate.Runs;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents that this version cannot read. Each is named once in the log; it stays as it is, and everything else goes
 * on. One that was mended meanwhile leaves the list when it is read again.
 */
public final class UnreadableDocuments {

    private static final Logger log = LoggerFactory.getLogger(UnreadableDocuments.class);

    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final Map<String, String> outboxes = new ConcurrentHashMap<>();

    /** @param fault which field, and why */
    Runs.Unreadable run(Document document, String fault) {
        return new Runs.Unreadable(note(runs, document, fault));
    }

    void outbox(Document document, String fault) {
        note(outboxes, document, fault);
    }

    void runIsReadable(String id) {
        runs.remove(id);
    }

    void outboxIsReadable(String id) {
        outboxes.remove(id);
    }

    Set<String> outboxes() {
        return Set.copyOf(outboxes.keySet());
    }

    public int count() {
        return runs.size() + outboxes.size();
    }

    private static String note(Map<String, String> known, Document document, String fault) {
        var id = String.valueOf(document.get(RunDocuments.ID));
        var words = "Document '%s' of collection '%s' cannot be read: %s".formatted(id, RunDocuments.RUNS, fault);
        if (!words.equals(known.put(id, words))) {
            log.error(
                    "{}. It stays as it is and all others go on. Mend it, or upgrade if a newer version wrote it",
                    words);
        }
        return words;
    }
}
