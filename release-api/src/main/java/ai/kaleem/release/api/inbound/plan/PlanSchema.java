package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The published JSON Schema of a plan, and its findings in words that say the mend. */
public final class PlanSchema {

    /** What a plan will be able to say one day, so that whoever writes it already hears that it is not their spelling. */
    private static final Set<String> LATER = Set.of("from", "report", "shared");

    private static final Pattern PASSWORD = Pattern.compile("//[^/@\\s]*@");

    private final String text;
    private @Nullable Schema compiled;

    public PlanSchema() {
        try (var file = PlanSchema.class.getResourceAsStream("/schemas/plan.json")) {
            if (file == null) {
                throw new IllegalStateException("schemas/plan.json is not on the class path");
            }
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it is published. */
    public String text() {
        return text;
    }

    /** Compiled with the first plan, as it takes longer than a start may lose. */
    private synchronized Schema schema() {
        if (compiled == null) {
            compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON);
        }
        return compiled;
    }

    List<Fault> faults(Tree tree) {
        var faults = new ArrayList<Fault>();
        for (var error : schema().validate(tree.root())) {
            // The branches of a choice say nothing that the choice itself does not say better.
            if (!error.getEvaluationPath().toString().contains("/oneOf/")) {
                faults.add(fault(error, tree));
            }
        }
        return faults;
    }

    private Fault fault(Error error, Tree tree) {
        var pointer = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                var name = String.valueOf(error.getProperty());
                yield fault(tree, Tree.below(pointer, name), "is unknown here", mendOf(name, knownBeside(error)));
            }
            case "propertyNames" -> {
                var name = String.valueOf(error.getProperty());
                yield fault(
                        tree,
                        Tree.below(pointer, name),
                        "is no name that fits here",
                        "write %s".formatted(expectedName(error)));
            }
            case "required" -> fault(tree, Tree.below(pointer, missing(error)), "is missing", "add it");
            case "dependentRequired" -> alone(tree, pointer);
            case "oneOf" -> {
                var choice = choices(error);
                yield fault(
                        tree,
                        pointer,
                        "needs exactly one of %s".formatted(choice),
                        "write one of them and leave the other%s out".formatted(choice.contains(",") ? "s" : ""));
            }
            case "minProperties", "minItems" -> fault(tree, pointer, "is empty", "write at least one");
            case "maxProperties", "maxItems", "maxLength" ->
                fault(tree, pointer, String.valueOf(error.getMessage()), "write fewer");
            default -> fault(tree, pointer, wrong(error), "write %s".formatted(expected(error)));
        };
    }

    /** A field that says nothing without another. */
    private static Fault alone(Tree tree, String pointer) {
        var object = tree.root().at(pointer);
        if (object.has("analysis")) {
            return fault(tree, pointer, "has an analysis and no canary", "add canary, or leave analysis out");
        }
        if (object.has("backlog")) {
            return fault(tree, pointer, "has a backlog and no queues", "add queues, or leave backlog out");
        }
        if (object.has("soak")) {
            return fault(tree, pointer, "has a soak and no after", "say after which environment, or leave soak out");
        }
        return fault(
                tree,
                pointer,
                "has fields of a gate that runs a program",
                "add run, or leave in, environment, flaky and reports out");
    }

    private static String wrong(Error error) {
        var node = error.getInstanceNode();
        if (node == null || node.isObject() || node.isArray()) {
            return "is not what belongs here";
        }
        // An address may carry a password, and nothing that is refused may be repeated to the world with it.
        return node.isNull()
                ? "has no value"
                : "%s does not fit here"
                        .formatted(PASSWORD.matcher(node.toString()).replaceAll("//***@"));
    }

    /** What the schema itself says belongs there. */
    private String expected(Error error) {
        var at = parent(String.valueOf(error.getSchemaLocation()));
        if (at == schema().getSchemaNode()) {
            return "a plan, which starts with app: <name>";
        }
        var description = at == null ? null : at.get("description");
        if (description != null) {
            return description.stringValue();
        }
        var type = at == null ? null : at.get("type");
        return type == null ? "another value" : "a value of type %s".formatted(type.asString());
    }

    private String expectedName(Error error) {
        var names = error.getSchemaNode();
        var at = names.has("$ref")
                ? schema().getSchemaNode().at(names.get("$ref").stringValue().substring(1))
                : names;
        return at.path("description").asString("another name");
    }

    private List<String> knownBeside(Error error) {
        var at = parent(String.valueOf(error.getSchemaLocation()));
        var properties = at == null ? null : at.get("properties");
        return properties == null ? List.of() : List.copyOf(properties.propertyNames());
    }

    private @Nullable JsonNode parent(String location) {
        var pointer = location.substring(location.indexOf('#') + 1);
        var at = schema().getSchemaNode().at(pointer.substring(0, Math.max(0, pointer.lastIndexOf('/'))));
        return at.isMissingNode() ? null : at;
    }

    private static String choices(Error error) {
        var names = new ArrayList<String>();
        error.getSchemaNode()
                .forEach(branch -> names.add(branch.path("required")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .collect(Collectors.joining(" with "))));
        return names.size() < 3
                ? String.join(" and ", names)
                : "%s and %s".formatted(String.join(", ", names.subList(0, names.size() - 1)), names.getLast());
    }

    private static String missing(Error error) {
        var property = error.getProperty();
        return property != null ? property : String.valueOf(error.getArguments()[0]);
    }

    private static String mendOf(String name, List<String> known) {
        if (LATER.contains(name)) {
            return "this version does not support it yet; leave it out";
        }
        return Spelling.nearest(name, known)
                .map("did you mean '%s'?"::formatted)
                .orElseGet(() -> known.isEmpty()
                        ? "leave it out"
                        : "leave it out; known are %s".formatted(String.join(", ", known)));
    }

    private static Fault fault(Tree tree, String pointer, String message, String fix) {
        return new Fault(PlanFile.dotted(pointer), message, fix, tree.line(pointer));
    }
}
