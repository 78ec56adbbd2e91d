package ai.kaleem.release.common.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shortcut by id finds what reading everything would find. */
class IdOrderedCollectionTests {

    private static EmbeddedMongo server;
    private static MongoClient client;

    private MongoCollection<Document> documents;

    @BeforeAll
    static void open() {
        server = EmbeddedMongo.inMemory();
        client = MongoClients.create(server.connectionString());
    }

    @AfterAll
    static void close() {
        client.close();
        server.close();
    }

    @BeforeEach
    void fill() {
        client.getDatabase("kaleem").drop();
        documents = client.getDatabase("kaleem").getCollection("numbers");
        documents.insertMany(IntStream.range(0, 20)
                .mapToObj(it -> new Document("_id", id(it)).append("even", it % 2 == 0))
                .toList());
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                filter(eq("_id", id(7)), it -> it == 7),
                filter(and(eq("_id", id(7)), eq("even", true)), it -> false),
                filter(and(eq("even", false), eq("_id", id(7))), it -> it == 7),
                filter(eq("_id", "unknown"), it -> false),
                filter(eq("_id", 7), it -> false),
                filter(in("_id", id(3), id(4), id(3), "unknown"), it -> it == 3 || it == 4),
                filter(and(in("_id", id(3), id(4)), eq("even", true)), it -> it == 4),
                filter(and(in("_id", id(3), id(4)), in("_id", id(4), id(5))), it -> it == 4),
                filter(and(gt("_id", id(3)), lt("_id", id(6))), it -> it > 3 && it < 6),
                filter(and(gte("_id", id(3)), lte("_id", id(6)), eq("even", true)), it -> it == 4 || it == 6),
                filter(and(gt("_id", id(3)), gt("_id", id(15))), it -> it > 15),
                filter(and(gt("_id", id(6)), lt("_id", id(3))), it -> false),
                filter(lt("_id", id(2)), it -> it < 2),
                filter(gte("_id", id(18)), it -> it >= 18),
                filter(ne("_id", id(3)), it -> it != 3),
                filter(nin("_id", id(3), id(4)), it -> it != 3 && it != 4),
                filter(not(eq("_id", id(3))), it -> it != 3),
                filter(or(eq("_id", id(3)), eq("_id", id(4))), it -> it == 3 || it == 4),
                filter(and(gt("_id", id(3)), or(eq("_id", id(2)), eq("_id", id(9)))), it -> it == 9),
                filter(new Document("_id", new Document("$regex", "^n00")), it -> it < 10),
                filter(new Document(), it -> true));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void findsWhatReadingEverythingWouldFind(Bson filter, Predicate<Integer> expected) {
        List<String> ids = IntStream.range(0, 20)
                .filter(expected::test)
                .mapToObj(IdOrderedCollectionTests::id)
                .toList();

        assertThat(ids(documents.find(filter))).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(ids(documents.find(filter).sort(ascending("_id")))).isEqualTo(ids);
        assertThat(ids(documents.find(filter).sort(descending("_id")))).isEqualTo(ids.reversed());
        assertThat(ids(documents.find(filter).sort(descending("_id")).skip(1).limit(2)))
                .isEqualTo(ids.reversed().stream().skip(1).limit(2).toList());
        assertThat(ids(documents.find(filter).sort(ascending("even", "_id")))).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(documents.countDocuments(filter)).isEqualTo(ids.size());
        assertThat(documents.updateMany(filter, Updates.set("seen", true)).getMatchedCount())
                .isEqualTo(ids.size());
        assertThat(documents.deleteMany(filter).getDeletedCount()).isEqualTo(ids.size());
    }

    @Test
    void writesOnlyWhereTheConditionHolds() {
        Bson odd = and(eq("_id", id(4)), eq("even", false));
        Bson even = and(eq("_id", id(4)), eq("even", true));

        assertThat(documents.updateOne(odd, Updates.set("seen", true)).getMatchedCount())
                .isZero();
        assertThat(documents.updateOne(even, Updates.set("seen", true)).getMatchedCount())
                .isOne();
        assertThat(documents.findOneAndUpdate(odd, Updates.set("seen", 2))).isNull();
        assertThat(documents.deleteOne(odd).getDeletedCount()).isZero();
        assertThat(documents.find(eq("_id", id(4))).first()).containsEntry("seen", true);
    }

    @Test
    void insertsWhereNothingIsFound() {
        documents.updateOne(eq("_id", "new"), Updates.set("seen", true), new UpdateOptions().upsert(true));
        documents.findOneAndUpdate(
                and(eq("_id", "newer"), eq("even", true)),
                Updates.set("seen", true),
                new FindOneAndUpdateOptions().upsert(true));

        assertThat(documents.find(eq("_id", "new")).first()).containsEntry("seen", true);
        assertThat(documents.find(eq("_id", "newer")).first()).containsEntry("even", true);
    }

    @Test
    void readsEverythingWhereIdsAreOfSeveralKinds() {
        documents.insertOne(new Document("_id", 42));
        documents.insertOne(new Document("_id", new Document("a", 1)));

        assertThat(documents.find(eq("_id", 42)).first()).isNotNull();
        assertThat(ids(documents.find(gte("_id", id(18))))).containsExactly(id(18), id(19));
        assertThat(documents.find().sort(ascending("_id")).into(new ArrayList<>()))
                .hasSize(22);
        assertThat(documents.find(eq("_id", new Document("a", 1))).first()).isNotNull();
    }

    private static List<String> ids(Iterable<Document> found) {
        List<String> ids = new ArrayList<>();
        found.forEach(it -> ids.add(it.getString("_id")));
        return ids;
    }

    private static Arguments filter(Bson filter, Predicate<Integer> expected) {
        return Arguments.of(filter, expected);
    }

    private static String id(int number) {
        return "n%03d".formatted(number);
    }
}
