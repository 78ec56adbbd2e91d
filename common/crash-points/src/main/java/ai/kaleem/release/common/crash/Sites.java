package ai.kaleem.release.common.crash;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The calls of one class: its crash points in the order of its class file, and what cannot be one. */
final class Sites {

    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(?:static\\$)?(.+)\\$\\d+");

    private final String type;
    private final Map<String, Integer> seen = new HashMap<>();
    private final List<Point> points = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Sites(String type) {
        this.type = type;
    }

    static Sites of(ClassModel model) {
        var sites = new Sites(model.thisClass().asInternalName());
        for (var method : model.methods()) {
            method.code().ifPresent(code -> sites.read(method, code));
        }
        return sites;
    }

    List<Point> points() {
        return List.copyOf(points);
    }

    /** Calls that the table does not know, and outside calls behind a method reference, where nothing can be woven in. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void read(MethodModel method, CodeModel code) {
        var name = method.methodName().stringValue();
        for (var element : code) {
            switch (element) {
                case InvokeInstruction call -> {
                    var point = point(name, call);
                    point.ifPresent(points::add);
                    if (kindOf(call).isEmpty()) {
                        faults.add(
                                "%s.%s calls %s.%s, of which nobody has said what it does: add it to the table of calls"
                                        .formatted(type, name, call.owner().asInternalName(), call.name()));
                    }
                }
                case InvokeDynamicInstruction lambda -> references(name, lambda);
                default -> {}
            }
        }
    }

    /** The point at {@code call}; asked once for each call, in order, as it counts the repeated ones. */
    Optional<Point> point(String method, InvokeInstruction call) {
        if (kindOf(call).filter(Calls.Kind.OUTSIDE::equals).isEmpty()) {
            return Optional.empty();
        }
        var lambda = LAMBDA.matcher(method);
        var name = "%s.%s > %s.%s"
                .formatted(
                        simple(type),
                        lambda.matches() ? lambda.group(1) : method,
                        simple(call.owner().asInternalName()),
                        call.name());
        var count = seen.merge(name, 1, Integer::sum);
        return Optional.of(new Point(type, count == 1 ? name : name + " #" + count));
    }

    /** The same counting once more, from the start. */
    static Sites counting(String type) {
        return new Sites(type);
    }

    private void references(String method, InvokeDynamicInstruction lambda) {
        for (var argument : lambda.bootstrapArgs()) {
            if (argument instanceof DirectMethodHandleDesc reference) {
                var owner = internal(reference.owner().descriptorString());
                if (Calls.kindOf(owner, reference.methodName())
                        .filter(Calls.Kind.HARMLESS::equals)
                        .isEmpty()) {
                    faults.add("%s.%s refers to %s::%s: write it as a lambda, which can be a crash point"
                            .formatted(type, method, owner, reference.methodName()));
                }
            }
        }
    }

    private static Optional<Calls.Kind> kindOf(InvokeInstruction call) {
        return Calls.kindOf(call.owner().asInternalName(), call.name().stringValue());
    }

    private static String internal(String descriptor) {
        return descriptor.startsWith("L") ? descriptor.substring(1, descriptor.length() - 1) : descriptor;
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
    }
}
