package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;

import ai.kaleem.release.api.access.Scope;
import ai.kaleem.release.api.access.StoredToken;
import ai.kaleem.release.api.access.TokenStore;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** One document a token. */
public final class MongoTokens implements TokenStore {

    private final MongoCollection<Document> tokens;

    public MongoTokens(MongoDatabase database) {
        this.tokens = Durable.collection(database, "tokens");
    }

    @Override
    public void add(StoredToken token) {
        tokens.insertOne(new Document("_id", token.id())
                .append("mac", token.mac())
                .append("name", token.name())
                .append("scopes", token.scopes().stream().map(Scope::toString).toList())
                .append("createdAt", Date.from(token.createdAt()))
                .append("createdBy", token.createdBy())
                .append("expiresAt", Date.from(token.expiresAt())));
    }

    @Override
    public Optional<StoredToken> find(String id) {
        return Optional.ofNullable(tokens.find(eq("_id", id)).first())
                .map(it -> Legible.read("tokens", "token", it, MongoTokens::read));
    }

    @Override
    public List<StoredToken> all() {
        return tokens.find().sort(Sorts.descending("createdAt", "_id")).into(new ArrayList<>()).stream()
                .flatMap(Legible.each("tokens", "token", MongoTokens::read))
                .toList();
    }

    @Override
    public void revoke(String id, Instant at, String by) {
        tokens.updateOne(
                and(eq("_id", id), exists("revokedAt", false)),
                Updates.combine(Updates.set("revokedAt", Date.from(at)), Updates.set("revokedBy", by)));
    }

    @Override
    public void used(String id, Instant at) {
        tokens.updateOne(eq("_id", id), Updates.max("lastUsedAt", Date.from(at)));
    }

    private static StoredToken read(Document document) {
        return new StoredToken(
                document.getString("_id"),
                document.getString("mac"),
                document.getString("name"),
                document.getList("scopes", String.class).stream()
                        .map(Scope::parse)
                        .toList(),
                document.getDate("createdAt").toInstant(),
                document.getString("createdBy"),
                document.getDate("expiresAt").toInstant(),
                instant(document, "lastUsedAt"),
                instant(document, "revokedAt"),
                document.getString("revokedBy"));
    }

    private static @Nullable Instant instant(Document document, String field) {
        return Optional.ofNullable(document.getDate(field)).map(Date::toInstant).orElse(null);
    }
}
