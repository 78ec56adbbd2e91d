package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;

import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.ReleaseFilter;
import ai.kaleem.release.api.release.ReleasePage;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.Story;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Told;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One document a release, with its unsent messages; {@link Release#revision()} guards it. Beside it two small collections:
 * versions that were given, and deployments that may be unfinished, whose ids sort by environment and time, so that neither
 * a sweep nor the next in line ever searches the releases.
 */
public final class MongoReleases implements Releases {

    private final MongoCollection<Document> releases;
    private final MongoCollection<Document> versions;
    private final MongoCollection<Document> open;
    private final ReleaseDocuments documents;
    private final ReleaseList list;
    private final MongoOutbox outbox;
    private final BiConsumer<Release, List<Told>> stored;

    /** @param stored hears of what was told with each write */
    public MongoReleases(
            MongoDatabase database,
            ReleaseDocuments documents,
            MongoOutbox outbox,
            BiConsumer<Release, List<Told>> stored) {
        this.releases = Durable.collection(database, "releases");
        this.versions = Durable.collection(database, "versions");
        this.open = Durable.collection(database, "open");
        this.documents = documents;
        this.list = new ReleaseList(releases, documents);
        this.outbox = outbox;
        this.stored = stored;
    }

    /** Makes lists by app quick on a real MongoDB; the embedded one pages by id alone. */
    public void prepare() {
        releases.createIndex(Indexes.compoundIndex(Indexes.ascending("app"), Indexes.descending("_id")));
    }

    @Override
    public boolean add(Release release) {
        outbox.written(release.id());
        try {
            releases.insertOne(documents.write(release));
        } catch (MongoWriteException e) {
            if (Durable.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
        stored(release, 1);
        return true;
    }

    @Override
    public boolean save(Release release) {
        outbox.written(release.id());
        var result = releases.updateOne(
                and(eq("_id", release.id().value()), eq("revision", release.revision())), documents.update(release));
        if (result.getMatchedCount() == 0) {
            return false;
        }
        stored(release, release.revision() + 1);
        return true;
    }

    private void stored(Release release, long revision) {
        var told = release.told();
        release.stored(revision);
        stored.accept(release, told);
    }

    @Override
    public Optional<Release> find(ReleaseId id) {
        return Optional.ofNullable(releases.find(eq("_id", id.value()))
                        .projection(ReleaseDocuments.WITHOUT_OUTBOX)
                        .first())
                .map(documents::read);
    }

    @Override
    public OptionalLong revision(ReleaseId id) {
        var found = releases.find(eq("_id", id.value()))
                .projection(Projections.include("revision"))
                .first();
        return found == null ? OptionalLong.empty() : OptionalLong.of(found.getLong("revision"));
    }

    @Override
    public Story story(ReleaseId id, long number, int most) {
        return Optional.ofNullable(releases.find(eq("_id", id.value()))
                        .projection(ReleaseDocuments.STORY_ALONE)
                        .first())
                .map(it -> documents.story(it, number, most))
                .orElseThrow(() -> unknown(id));
    }

    @Override
    public ReleasePage list(ReleaseFilter filter) {
        return list.page(filter);
    }

    @Override
    public ReleaseId reserve(String app, String version, ReleaseId id, Instant now) {
        var key = app + "/" + version;
        try {
            versions.insertOne(
                    new Document("_id", key).append("release", id.value()).append("at", Date.from(now)));
            return id;
        } catch (MongoWriteException e) {
            if (!Durable.isDuplicate(e)) {
                throw e;
            }
        }
        var renewed =
                versions.updateOne(and(eq("_id", key), eq("release", id.value())), Updates.set("at", Date.from(now)));
        return renewed.getMatchedCount() > 0 ? id : withVersion(app, version).orElseThrow();
    }

    /** No app's name has a slash, after which 0 comes. */
    @Override
    public Set<String> versions(String app) {
        var found = new HashSet<String>();
        versions.find(and(gte("_id", app + "/"), lt("_id", app + "0")))
                .projection(Projections.include("_id"))
                .forEach(it -> found.add(it.getString("_id").substring(app.length() + 1)));
        return found;
    }

    @Override
    public boolean takeOver(String app, String version, ReleaseId from, ReleaseId to, Instant before, Instant now) {
        var taken = versions.updateOne(
                and(
                        eq("_id", app + "/" + version),
                        eq("release", from.value()),
                        or(eq("at", null), lt("at", Date.from(before)))),
                Updates.combine(Updates.set("release", to.value()), Updates.set("at", Date.from(now))));
        return taken.getMatchedCount() > 0;
    }

    @Override
    public Optional<ReleaseId> withVersion(String app, String version) {
        return Optional.ofNullable(versions.find(eq("_id", app + "/" + version)).first())
                .map(it -> new ReleaseId(it.getString("release")));
    }

    @Override
    public List<Open> open() {
        return open.find().into(new ArrayList<>()).stream()
                .flatMap(Legible.each("open", "a field", MongoReleases::open))
                .sorted(Comparator.comparing(Open::deploymentId))
                .toList();
    }

    @Override
    public List<Open> open(String app, String environment, @Nullable DeploymentId after, int limit) {
        var place = app + "/" + environment;
        // '0' follows '/': everything of the place, and nothing of one whose name begins with its name.
        return open
                .find(and(gt("_id", place + "/" + (after == null ? "" : after.value())), lt("_id", place + "0")))
                .sort(ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>())
                .stream()
                .flatMap(Legible.each("open", "a field", MongoReleases::open))
                .toList();
    }

    @Override
    public void open(Open deployment) {
        open.replaceOne(
                eq("_id", key(deployment)),
                new Document("_id", key(deployment))
                        .append("app", deployment.app())
                        .append("environment", deployment.environment())
                        .append("deployment", deployment.deploymentId().value())
                        .append("release", deployment.releaseId().value()),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public void close(Open deployment) {
        if (!outbox.hasUnsent(deployment.releaseId())) {
            open.deleteOne(eq("_id", key(deployment)));
        }
    }

    private static Open open(Document document) {
        return new Open(
                document.getString("app"),
                document.getString("environment"),
                new DeploymentId(document.getString("deployment")),
                new ReleaseId(document.getString("release")));
    }

    private static String key(Open deployment) {
        return "%s/%s/%s".formatted(deployment.app(), deployment.environment(), deployment.deploymentId());
    }
}
