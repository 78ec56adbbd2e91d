package ai.kaleem.release.api.inbound.plan;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads YAML 1.2 by its core schema, in which {@code on} and {@code yes} are strings. Nothing is ever constructed from a
 * tag, and anchors cannot make a small file large.
 */
final class YamlTree {

    /** How many values a plan may have with every alias written out. */
    private static final int VALUES = 20_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setCodePointLimit(PlanFile.MAX_LENGTH)
            .setMaxAliasesForCollections(50)
            .build();

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    private YamlTree() {}

    /** @throws Malformed where it is no YAML, or more of it than a plan needs */
    static Tree read(String text) {
        try {
            checkDepth(text);
            var documents = new Compose(SETTINGS).composeAllFromString(text).iterator();
            if (!documents.hasNext()) {
                throw new Malformed("the plan is empty", 1, 1);
            }
            var tree = new YamlTree();
            var root = tree.value(documents.next(), "", 0);
            if (documents.hasNext()) {
                throw malformed(
                        "a second document starts here; a plan is one",
                        documents.next().getStartMark());
            }
            return new Tree(root, tree.lines);
        } catch (MarkedYamlEngineException e) {
            throw malformed(e.getProblem(), e.getProblemMark());
        } catch (YamlEngineException e) {
            throw new Malformed(String.valueOf(e.getMessage()), 1, 1);
        }
    }

    /** Composing recurses, so that depth has to be known before. */
    private static void checkDepth(String text) {
        var depth = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            depth += switch (event.getEventId()) {
                case Event.ID.MappingStart, Event.ID.SequenceStart -> 1;
                case Event.ID.MappingEnd, Event.ID.SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > Tree.DEPTH) {
                throw malformed("nested deeper than %d".formatted(Tree.DEPTH), event.getStartMark());
            }
        }
    }

    private JsonNode value(Node node, String pointer, int depth) {
        lines.putIfAbsent(pointer, lineOf(node.getStartMark()));
        if (++values > VALUES || depth > Tree.DEPTH) {
            throw malformed("too large with its aliases written out", node.getStartMark());
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw malformed("cannot be read", node.getStartMark());
        };
    }

    private JsonNode object(MappingNode mapping, String pointer, int depth) {
        requireTag(mapping, Tag.MAP);
        var object = json.objectNode();
        for (var field : mapping.getValue()) {
            if (!(field.getKeyNode() instanceof ScalarNode key)) {
                throw malformed(
                        "a field's name must be a word", field.getKeyNode().getStartMark());
            }
            var name = key.getValue();
            if (object.has(name)) {
                throw malformed("'%s' is there twice".formatted(name), key.getStartMark());
            }
            var below = Tree.below(pointer, name);
            lines.put(below, lineOf(key.getStartMark()));
            object.set(name, value(field.getValueNode(), below, depth + 1));
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String pointer, int depth) {
        requireTag(sequence, Tag.SEQ);
        var array = json.arrayNode();
        for (var item : sequence.getValue()) {
            array.add(value(item, Tree.below(pointer, String.valueOf(array.size())), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar) {
        var text = scalar.getValue();
        var tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return json.stringNode(text);
        } else if (tag.equals(Tag.NULL)) {
            return json.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return json.booleanNode(text.equalsIgnoreCase("true"));
        } else if (tag.equals(Tag.INT)) {
            return integer(scalar);
        } else if (tag.equals(Tag.FLOAT)) {
            return decimal(scalar);
        }
        throw malformed("the tag %s is not supported".formatted(tag), scalar.getStartMark());
    }

    private JsonNode integer(ScalarNode scalar) {
        var text = scalar.getValue();
        try {
            var number = switch (text.length() > 2 ? text.substring(0, 2) : "") {
                case "0x" -> new BigInteger(text.substring(2), 16);
                case "0o" -> new BigInteger(text.substring(2), 8);
                default -> new BigInteger(text);
            };
            return number.bitLength() < 64 ? json.numberNode(number.longValue()) : json.numberNode(number);
        } catch (NumberFormatException e) {
            throw malformed("'%s' is no number".formatted(text), scalar.getStartMark());
        }
    }

    private JsonNode decimal(ScalarNode scalar) {
        try {
            return json.numberNode(Double.parseDouble(scalar.getValue()));
        } catch (NumberFormatException e) {
            // .inf and .nan are numbers to YAML, and nothing a plan could mean.
            throw malformed("'%s' is no number".formatted(scalar.getValue()), scalar.getStartMark());
        }
    }

    private static void requireTag(Node node, Tag tag) {
        if (!node.getTag().equals(tag)) {
            throw malformed("the tag %s is not supported".formatted(node.getTag()), node.getStartMark());
        }
    }

    private static int lineOf(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    private static Malformed malformed(String problem, Optional<Mark> mark) {
        return new Malformed(problem, lineOf(mark), mark.map(Mark::getColumn).orElse(0) + 1);
    }
}
