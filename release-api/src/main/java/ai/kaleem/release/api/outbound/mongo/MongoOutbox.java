package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.OutboxStore;
import ai.kaleem.release.common.messaging.Outgoing;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * The unsent messages in the release documents. Each release owns two outboxes, {@code <id>/requests} and
 * {@code <id>/story}. What this process wrote it remembers until it has seen it sent; what another life or another instance
 * left is found through the deployments that may be unfinished, at the start and then now and again.
 */
public final class MongoOutbox implements OutboxStore {

    private static final Duration SEARCH = Duration.ofSeconds(20);
    private static final int BATCH = 500;
    private static final int REMEMBERED = 5_000;

    private final MongoCollection<Document> releases;
    private final MongoCollection<Document> open;
    private final Clock clock;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();
    private volatile Instant searchAgain = Instant.MIN;

    public MongoOutbox(MongoDatabase database, Clock clock) {
        this.releases = Durable.collection(database, "releases");
        this.open = Durable.collection(database, "open");
        this.clock = clock;
    }

    /** Which outboxes a release has. */
    public static List<String> ownersOf(ReleaseId release) {
        return ownersOf(release.value());
    }

    private static List<String> ownersOf(String release) {
        return List.of(release + "/" + ReleaseDocuments.REQUESTS, release + "/" + ReleaseDocuments.STORY);
    }

    /** Said before a release is stored. */
    void written(ReleaseId release) {
        var now = clock.instant();
        if (written.size() > REMEMBERED) {
            // An instance without the lease never sweeps; what it forgets, the search finds.
            written.values().removeIf(it -> it.isBefore(now.minus(SEARCH)));
        }
        written.put(release.value(), now);
    }

    boolean hasUnsent(ReleaseId release) {
        return !unsentAmong(List.of(release.value())).isEmpty();
    }

    private record Unsent(String owner, Instant since) {}

    @Override
    public List<String> ownersWithUnsent(Instant olderThan, int limit) {
        var now = clock.instant();
        if (!now.isBefore(searchAgain)) {
            // What is too young now is looked at again by the next sweep, not only by the next search.
            open.find()
                    .projection(include("release"))
                    .forEach(it -> written.putIfAbsent(it.getString("release"), Instant.MIN));
            searchAgain = now.plus(SEARCH);
        }
        var candidates = written.entrySet().stream()
                .filter(it -> it.getValue().isBefore(olderThan))
                .toList();
        var unsent = unsentAmong(candidates.stream().map(Map.Entry::getKey).toList());
        var left = unsent.stream().map(it -> release(it.owner())).collect(Collectors.toSet());
        // Written again since then, it stays remembered: remove(key, value) compares.
        candidates.stream()
                .filter(it -> !left.contains(it.getKey()))
                .forEach(it -> written.remove(it.getKey(), it.getValue()));
        return unsent.stream()
                .filter(it -> it.since().isBefore(olderThan))
                .map(Unsent::owner)
                .limit(limit)
                .toList();
    }

    private List<Unsent> unsentAmong(List<String> ids) {
        var all = new ArrayList<Unsent>();
        for (var from = 0; from < ids.size(); from += BATCH) {
            releases.find(in("_id", ids.subList(from, Math.min(from + BATCH, ids.size()))))
                    .projection(include("savedAt", ReleaseDocuments.REQUESTS + ".id", ReleaseDocuments.STORY + ".id"))
                    .forEach(it -> ownersOf(it.getString("_id")).stream()
                            .filter(owner -> !messages(it, owner).isEmpty())
                            .map(owner ->
                                    new Unsent(owner, it.getDate("savedAt").toInstant()))
                            .forEach(all::add));
        }
        return all;
    }

    @Override
    public List<Outgoing> unsent(String owner) {
        var found = releases.find(eq("_id", release(owner)))
                .projection(include(box(owner)))
                .first();
        return found == null ? List.of() : UnsentMessages.readable(owner, messages(found, owner));
    }

    @Override
    public void sent(String owner, List<String> messageIds) {
        if (!messageIds.isEmpty()) {
            releases.updateOne(
                    eq("_id", release(owner)),
                    Updates.pullByFilter(
                            new Document(box(owner), new Document("id", new Document("$in", messageIds)))));
        }
    }

    private static List<Document> messages(Document document, String owner) {
        return Stream.ofNullable(document.getList(box(owner), Document.class))
                .flatMap(List::stream)
                .toList();
    }

    private static String release(String owner) {
        return owner.substring(0, owner.indexOf('/'));
    }

    private static String box(String owner) {
        return owner.substring(owner.indexOf('/') + 1);
    }
}
