package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;

import ai.kaleem.release.api.parking.Act;
import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import ai.kaleem.release.api.parking.ParkedMessages;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One document a parked message, its body beside it where it is large. */
public final class MongoParkedMessages implements ParkedMessages {

    private static final String US = "release-api";
    private static final Pattern FITS_AN_ADDRESS = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    private static final Bson SHORT = Projections.exclude("body", "headers", "deaths", "trail");

    private final MongoCollection<Document> parked;
    private final ParkedBodies bodies;

    public MongoParkedMessages(MongoDatabase database) {
        this.parked = Durable.collection(database, "parked");
        this.bodies = new ParkedBodies(database);
    }

    @Override
    public String keep(Letter letter, Instant at) {
        var content = content(letter);
        var own = FITS_AN_ADDRESS.matcher(letter.messageId()).matches() ? letter.messageId() : content;
        if (isKept(own, letter, content, at)) {
            return own;
        }
        if (!isKept(content, letter, content, at)) {
            throw new IllegalStateException("Two parked messages %s are the same and are not".formatted(content));
        }
        return content;
    }

    /** Made of all that makes it another message than one of the same id. */
    private static String content(Letter letter) {
        var start = "%s %s ".formatted(letter.messageId(), letter.queue()).getBytes(StandardCharsets.UTF_8);
        var all = new byte[start.length + letter.body().length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(letter.body(), 0, all, start.length, letter.body().length);
        return UUID.nameUUIDFromBytes(all).toString();
    }

    /** False where another message has that id. */
    private boolean isKept(String id, Letter letter, String content, Instant at) {
        var document = ParkedDocuments.write(id, letter, content, at, bodies.put(content, letter.body()));
        try {
            parked.insertOne(document);
            return true;
        } catch (MongoWriteException e) {
            if (!Durable.isDuplicate(e)) {
                throw e;
            }
        }
        var changes = new ArrayList<Bson>();
        for (var field : List.of("reason", "why", "parkedAt", "headers", "deaths", "state")) {
            changes.add(Updates.set(field, document.get(field)));
        }
        changes.add(Updates.push("replays", letter.replay()));
        changes.add(Updates.push("trail", ParkedDocuments.write(new Act(Deed.PARKED, at, US, letter.why()))));
        var same = and(eq("_id", id), eq("content", content));
        parked.updateOne(and(same, ne("replays", letter.replay())), Updates.combine(changes));
        return parked.find(same).projection(Projections.include("_id")).first() != null;
    }

    @Override
    public Optional<ParkedMessage> find(String id) {
        return Optional.ofNullable(parked.find(eq("_id", id)).projection(SHORT).first())
                .map(ParkedDocuments::message);
    }

    @Override
    public Optional<Letter> letter(String id) {
        return Optional.ofNullable(parked.find(eq("_id", id)).first())
                .map(it -> ParkedDocuments.letter(it, bodies.get(it.get("body", Document.class))));
    }

    @Override
    public List<Act> trail(String id) {
        return Optional.ofNullable(parked.find(eq("_id", id))
                        .projection(Projections.include("trail"))
                        .first())
                .map(ParkedDocuments::trail)
                .orElse(List.of());
    }

    @Override
    public List<ParkedMessage> list(@Nullable State state, @Nullable String olderThan, int limit) {
        var wanted = new ArrayList<Bson>();
        if (state != null) {
            wanted.add(eq("state", state.name()));
        }
        if (olderThan != null) {
            wanted.add(lt("_id", olderThan));
        }
        return parked.find(wanted.isEmpty() ? Filters.empty() : and(wanted))
                .projection(SHORT)
                .sort(Sorts.descending("_id"))
                .limit(limit)
                .map(ParkedDocuments::message)
                .into(new ArrayList<>());
    }

    @Override
    public boolean move(String id, Set<State> from, State to, Act act) {
        var changes = new ArrayList<Bson>(
                List.of(Updates.set("state", to.name()), Updates.push("trail", ParkedDocuments.write(act))));
        if (to == State.REPLAYED) {
            changes.add(Updates.set("replayedAt", Date.from(act.at())));
        }
        var states = from.stream().map(State::name).toList();
        return parked.updateOne(and(eq("_id", id), in("state", states)), Updates.combine(changes))
                        .getMatchedCount()
                > 0;
    }

    @Override
    public void note(String id, Act act) {
        parked.updateOne(
                eq("_id", id),
                Updates.combine(
                        Updates.push("trail", ParkedDocuments.write(act)),
                        Updates.set("replayedAt", Date.from(act.at()))));
    }
}
