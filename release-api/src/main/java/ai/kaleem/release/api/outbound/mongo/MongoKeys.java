package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;

import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.request.Keys;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** One document a key; that caller and key are its {@code _id} is what makes it unique. */
public final class MongoKeys implements Keys {

    private final MongoCollection<Document> keys;
    private final Clock clock;

    public MongoKeys(MongoDatabase database, Clock clock) {
        this.keys = Durable.collection(database, "idempotency-keys");
        this.clock = clock;
    }

    @Override
    public Optional<Claim> find(KeyId key) {
        return Optional.ofNullable(keys.find(eq("_id", idOf(key))).first()).map(MongoKeys::read);
    }

    @Override
    public Claim claim(KeyId key, Claim claim) {
        try {
            keys.insertOne(new Document("_id", idOf(key))
                    .append("fingerprint", claim.fingerprint())
                    .append("id", claim.id())
                    .append("at", Date.from(clock.instant())));
            return claim;
        } catch (MongoWriteException e) {
            if (!Durable.isDuplicate(e)) {
                throw e;
            }
            return find(key).orElseThrow(() -> e);
        }
    }

    @Override
    public void answered(KeyId key, Placed answer) {
        keys.updateOne(
                eq("_id", idOf(key)),
                Updates.combine(
                        Updates.set("release", answer.releaseId().value()),
                        Updates.set("deployment", answer.deploymentId().value())));
    }

    /** A caller's name has no blank in it, a key neither, so no two pairs are the same text. */
    private static String idOf(KeyId key) {
        return "%s %s".formatted(key.caller(), key.key());
    }

    private static Claim read(Document document) {
        return new Claim(document.getString("fingerprint"), document.getString("id"), answer(document));
    }

    private static @Nullable Placed answer(Document document) {
        var release = document.getString("release");
        return release == null
                ? null
                : new Placed(new ReleaseId(release), new DeploymentId(document.getString("deployment")));
    }
}
