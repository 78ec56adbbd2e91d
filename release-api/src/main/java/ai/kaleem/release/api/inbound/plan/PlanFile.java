package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A release plan as it is written. */
public final class PlanFile {

    /** Characters; a plan of fifty services needs a tenth. */
    public static final int MAX_LENGTH = 256 * 1024;

    private final PlanSchema schema;

    public PlanFile(PlanSchema schema) {
        this.schema = schema;
    }

    /**
     * @throws Malformed where the text is no YAML
     * @throws FaultsFound where the text is no plan, with the line of each fault
     */
    public Plan readYaml(String text) {
        return bind(YamlTree.read(text));
    }

    /**
     * @throws Malformed where the text is no JSON
     * @throws FaultsFound where the text is no plan, with the line of each fault
     */
    public Plan readJson(String text) {
        return bind(JsonTree.read(text));
    }

    private Plan bind(Tree tree) {
        refuse(schema.faults(tree), tree);
        var binder = new PlanBinder(tree.root());
        var plan = binder.bind();
        refuse(binder.faults(), tree);
        refuse(plan.faults(), tree);
        return plan;
    }

    private static void refuse(List<Fault> faults, Tree tree) {
        if (!faults.isEmpty()) {
            throw new FaultsFound(faults.stream()
                    .map(it -> placed(it, tree))
                    .distinct()
                    .sorted(Comparator.comparingInt(it -> Objects.requireNonNullElse(it.line(), 0)))
                    .toList());
        }
    }

    /** What an environment does not override stands where the plan says it for all of them. */
    private static Fault placed(Fault fault, Tree tree) {
        if (fault.line() != null) {
            return fault;
        }
        var pointer = "/"
                + fault.path()
                        .replace("].", "/")
                        .replace("]", "")
                        .replace('[', '/')
                        .replace('.', '/');
        var forAll = pointer.replaceFirst("^/environments/[^/]+", "");
        return fault.onLine(tree.line(!tree.has(pointer) && tree.has(forAll) ? forAll : pointer));
    }

    /** A JSON pointer as a reader would say it: {@code gates.before[0].name}. */
    static String dotted(String pointer) {
        if (pointer.isEmpty()) {
            return "the plan";
        }
        return pointer.substring(1)
                .replaceAll("/(\\d+)(?=/|$)", "[$1]")
                .replace('/', '.')
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
