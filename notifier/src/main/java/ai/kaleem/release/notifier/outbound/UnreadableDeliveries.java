package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents that this version cannot read. Each is named once in the log; it stays as it is, and everything else goes
 * on. One that was mended meanwhile leaves the list when it is read again, at the latest after a restart.
 */
public final class UnreadableDeliveries {

    private static final Logger log = LoggerFactory.getLogger(UnreadableDeliveries.class);

    private final Map<String, String> deliveries = new ConcurrentSkipListMap<>();
    private final Map<String, String> outboxes = new ConcurrentSkipListMap<>();

    /** @param fault which field, and why */
    void delivery(Document document, String fault) {
        note(deliveries, document, fault);
    }

    void outbox(Document document, String fault) {
        note(outboxes, document, fault);
    }

    void isReadable(String id) {
        deliveries.remove(id);
    }

    void outboxIsReadable(String id) {
        outboxes.remove(id);
    }

    Set<String> ids() {
        return Set.copyOf(deliveries.keySet());
    }

    Set<String> outboxes() {
        return Set.copyOf(outboxes.keySet());
    }

    List<String> of(ReleaseId release) {
        return deliveries.entrySet().stream()
                .filter(it -> it.getKey().startsWith(DeliveryId.prefix(release)))
                .map(Map.Entry::getValue)
                .toList();
    }

    public int count() {
        return deliveries.size() + outboxes.size();
    }

    private static void note(Map<String, String> known, Document document, String fault) {
        var id = String.valueOf(document.get(DeliveryDocuments.ID));
        var words = "Document '%s' of collection 'deliveries' cannot be read: %s".formatted(id, fault);
        if (!words.equals(known.put(id, words))) {
            log.error(
                    "{}. It stays as it is and all others go on. Mend it, or upgrade if a newer version wrote it",
                    words);
        }
    }
}
