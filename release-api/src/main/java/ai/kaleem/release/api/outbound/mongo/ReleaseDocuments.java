package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.release.Deployment;
import ai.kaleem.release.api.release.Entry;
import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.ReleaseSnapshot;
import ai.kaleem.release.api.release.Story;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Outgoing;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import tools.jackson.databind.json.JsonMapper;

/**
 * A release as a document: what is searched for as fields, the whole as JSON text (a plan's maps may have keys that are no
 * field names), and the two outboxes. Requests have one of their own, so that the story never holds them up.
 */
public final class ReleaseDocuments {

    static final String REQUESTS = "requests";
    static final String STORY = "story";
    static final Bson WITHOUT_OUTBOX = Projections.exclude(REQUESTS, STORY);
    static final Bson STORY_ALONE = Projections.include("body");

    private final Envelopes envelopes;
    private final Clock clock;
    private final JsonMapper mapper = JsonMapper.builder().build();

    public ReleaseDocuments(Envelopes envelopes, Clock clock) {
        this.envelopes = envelopes;
        this.clock = clock;
    }

    /** A release that was never stored. */
    Document write(Release release) {
        return fields(release)
                .append("_id", release.id().value())
                .append("revision", 1L)
                .append(REQUESTS, sealed(release.asked()))
                .append(STORY, sealed(release.told()));
    }

    /** What a change sets, and what it adds to the outboxes; what was sent from them meanwhile stays sent. */
    Bson update(Release release) {
        var changes = new ArrayList<Bson>();
        fields(release).forEach((name, value) -> changes.add(Updates.set(name, value)));
        changes.add(Updates.set("revision", release.revision() + 1));
        if (!release.asked().isEmpty()) {
            changes.add(Updates.pushEach(REQUESTS, sealed(release.asked())));
        }
        if (!release.told().isEmpty()) {
            changes.add(Updates.pushEach(STORY, sealed(release.told())));
        }
        return Updates.combine(changes);
    }

    /** @throws ai.kaleem.release.api.document.UnreadableDocument where it is broken, or of another version */
    Release read(Document document) {
        return Legible.read("releases", "body", document, this::parse);
    }

    /** A part of the story, with nothing else of the body made into objects. */
    Story story(Document document, long number, int most) {
        var body = Legible.read(
                "releases", "body", document, it -> mapper.readValue(it.getString("body"), StoryAlone.class));
        return Story.part(
                body.story(),
                number,
                most,
                body.deployments().stream().allMatch(it -> it.state().isEnd()));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record StoryAlone(List<Stand> deployments, List<Entry> story) {

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Stand(DeploymentState state) {}
    }

    private Release parse(Document document) {
        var body = mapper.readValue(document.getString("body"), ReleaseSnapshot.class);
        return Release.of(body, document.getLong("revision"));
    }

    private Document fields(Release release) {
        var latest = new LinkedHashMap<String, String>();
        for (Deployment it : release.deployments()) {
            latest.put(it.environment(), it.state().name());
        }
        return new Document("app", release.app())
                .append("version", release.version())
                .append("state", release.deployments().getLast().state().name())
                .append(
                        "places",
                        latest.entrySet().stream()
                                .map(it -> new Document("environment", it.getKey()).append("state", it.getValue()))
                                .toList())
                .append("savedAt", Date.from(clock.instant()))
                .append("body", mapper.writeValueAsString(release.snapshot()));
    }

    private List<Document> sealed(List<? extends Message> messages) {
        return messages.stream()
                .map(envelopes::seal)
                .map(ReleaseDocuments::write)
                .toList();
    }

    private static Document write(Outgoing message) {
        return new Document("id", message.id())
                .append("exchange", message.exchange())
                .append("routingKey", message.routingKey())
                .append("type", message.type())
                .append("subject", message.subject())
                .append("body", message.body());
    }
}
