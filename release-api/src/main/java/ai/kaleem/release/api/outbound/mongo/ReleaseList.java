package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Sorts.descending;

import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.ReleaseFilter;
import ai.kaleem.release.api.release.ReleasePage;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.common.contract.ReleaseId;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Pages of releases, newest first. A stored one may weigh megabytes, most of it captured output that no list shows. */
final class ReleaseList {

    /** Stored releases in hand at a time. */
    private static final int FEW = 4;

    private final MongoCollection<Document> releases;
    private final ReleaseDocuments documents;

    ReleaseList(MongoCollection<Document> releases, ReleaseDocuments documents) {
        this.releases = releases;
        this.documents = documents;
    }

    ReleasePage page(ReleaseFilter filter) {
        var readable = new ArrayList<ReleaseView>();
        var unreadable = new ArrayList<String>();
        @Nullable String last = null;
        var found = releases.find(query(filter))
                .projection(ReleaseDocuments.WITHOUT_OUTBOX)
                .sort(descending("_id"))
                .limit(filter.limit() + 1)
                .batchSize(FEW);
        try (var cursor = found.cursor()) {
            while (cursor.hasNext()) {
                var document = cursor.next();
                if (last != null && readable.size() + unreadable.size() == filter.limit()) {
                    return new ReleasePage(readable, unreadable, new ReleaseId(last));
                }
                var id = document.getString("_id");
                last = id;
                Legible.each("releases", "body", documents::read)
                        .apply(document)
                        .map(Release::view)
                        .findFirst()
                        .ifPresentOrElse(readable::add, () -> unreadable.add(id));
            }
        }
        return new ReleasePage(readable, unreadable, null);
    }

    private static Bson query(ReleaseFilter filter) {
        var all = new ArrayList<Bson>();
        if (filter.olderThan() != null) {
            all.add(lt("_id", filter.olderThan().value()));
        }
        if (filter.app() != null) {
            all.add(eq("app", filter.app()));
        }
        if (filter.environment() != null) {
            var place = eq("environment", filter.environment());
            all.add(elemMatch(
                    "places",
                    filter.state() == null
                            ? place
                            : and(place, eq("state", filter.state().name()))));
        } else if (filter.state() != null) {
            all.add(eq("state", filter.state().name()));
        }
        return all.isEmpty() ? Filters.empty() : and(all);
    }
}
