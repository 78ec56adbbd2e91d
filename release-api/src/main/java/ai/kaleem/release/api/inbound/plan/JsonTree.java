package ai.kaleem.release.api.inbound.plan;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads JSON and remembers its lines. */
final class JsonTree {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Tree.DEPTH)
                    .maxDocumentLength(PlanFile.MAX_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonParser parser;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws Malformed where it is no JSON */
    static Tree read(String text) {
        try (var parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new Malformed("the plan is empty", 1, 1);
            }
            var tree = new JsonTree(parser);
            var root = tree.value("");
            if (parser.nextToken() != null) {
                throw tree.malformed("something follows the end of the plan");
            }
            return new Tree(root, tree.lines);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Malformed(
                    String.valueOf(e.getOriginalMessage()),
                    at == null ? 1 : Math.max(1, at.getLineNr()),
                    at == null ? 1 : Math.max(1, at.getColumnNr()));
        }
    }

    private JsonNode value(String pointer) {
        lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(pointer);
            case START_ARRAY -> array(pointer);
            case VALUE_STRING -> json.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> json.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> json.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> json.booleanNode(true);
            case VALUE_FALSE -> json.booleanNode(false);
            case VALUE_NULL -> json.nullNode();
            default -> throw malformed("cannot be read");
        };
    }

    private JsonNode object(String pointer) {
        var object = json.objectNode();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var below = Tree.below(pointer, name);
            lines.put(below, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(name, value(below));
        }
        return object;
    }

    private JsonNode array(String pointer) {
        var array = json.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(Tree.below(pointer, String.valueOf(array.size()))));
        }
        return array;
    }

    private Malformed malformed(String problem) {
        var at = parser.currentTokenLocation();
        return new Malformed(problem, at.getLineNr(), at.getColumnNr());
    }
}
