package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
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
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

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
        return !unsentAmong(List.of(release.value()), Instant.MAX).isEmpty();
    }

    @Override
    public List<String> ownersWithUnsent(Instant olderThan, int limit) {
        var now = clock.instant();
        var candidates = new HashSet<String>();
        if (!now.isBefore(searchAgain)) {
            open.find().projection(include("release")).forEach(it -> candidates.add(it.getString("release")));
            searchAgain = now.plus(SEARCH);
        }
        var mine = written.entrySet().stream()
                .filter(it -> it.getValue().isBefore(olderThan))
                .toList();
        mine.forEach(it -> candidates.add(it.getKey()));
        var owners = unsentAmong(candidates, olderThan);
        var left = new HashSet<>(owners);
        // Written again since then, it stays remembered: remove(key, value) compares.
        mine.stream()
                .filter(it -> ownersOf(it.getKey()).stream().noneMatch(left::contains))
                .forEach(it -> written.remove(it.getKey(), it.getValue()));
        return owners.stream().limit(limit).toList();
    }

    private List<String> unsentAmong(Collection<String> candidates, Instant olderThan) {
        var ids = List.copyOf(candidates);
        var owners = new ArrayList<String>();
        for (var from = 0; from < ids.size(); from += BATCH) {
            Bson query = in("_id", ids.subList(from, Math.min(from + BATCH, ids.size())));
            if (olderThan != Instant.MAX) {
                query = and(query, lt("savedAt", Date.from(olderThan)));
            }
            releases.find(query)
                    .projection(include(ReleaseDocuments.REQUESTS + ".id", ReleaseDocuments.STORY + ".id"))
                    .forEach(it -> ownersOf(it.getString("_id")).stream()
                            .filter(owner -> !messages(it, owner).isEmpty())
                            .forEach(owners::add));
        }
        return owners;
    }

    @Override
    public List<Outgoing> unsent(String owner) {
        var found = releases.find(eq("_id", release(owner)))
                .projection(include(box(owner)))
                .first();
        return found == null
                ? List.of()
                : messages(found, owner).stream()
                        .map(ReleaseDocuments::outgoing)
                        .toList();
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
