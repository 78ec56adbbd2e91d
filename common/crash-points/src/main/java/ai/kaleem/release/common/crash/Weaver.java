package ai.kaleem.release.common.crash;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts {@link CrashPoints#before} and {@link CrashPoints#after} around each outside call of the classes it is meant for. */
final class Weaver implements ClassFileTransformer {

    private static final ClassDesc CRASH_POINTS =
            CrashPoints.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc NAMED = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
    private static final String ITSELF = CrashPoints.class.getPackageName().replace('.', '/') + "/";

    private final List<String> packages;
    private final Optional<PlantedBug> bug;

    /** @param packages whose classes, and those of packages below, are woven */
    Weaver(List<String> packages) {
        this(packages, Optional.empty());
    }

    /** @param bug planted before the points are woven */
    Weaver(List<String> packages, Optional<PlantedBug> bug) {
        this.bug = bug;
        this.packages = packages.stream().map(it -> it.replace('.', '/') + "/").toList();
    }

    boolean weaves(String type) {
        return !type.startsWith(ITSELF) && packages.stream().anyMatch(type::startsWith);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !weaves(name)) {
            return null;
        }
        try {
            var files = files(loader);
            if (bug.filter(it -> it.concerns(name)).isEmpty()) {
                return woven(bytes, files);
            }
            var planted = bug.get().planted(bytes, files);
            var woven = woven(planted, files);
            return woven == null ? planted : woven;
        } catch (RuntimeException e) {
            // The JVM would swallow it and go on with a class that has no points.
            System.err.println("No crash points in " + name + ": " + e);
            Runtime.getRuntime().halt(70);
            return null;
        }
    }

    private static ClassFile files(@Nullable ClassLoader loader) {
        var hierarchy = ClassHierarchyResolver.ofResourceParsing(
                        loader == null ? ClassLoader.getSystemClassLoader() : loader)
                .orElse(ClassHierarchyResolver.defaultResolver());
        return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    }

    private static byte @Nullable [] woven(byte[] bytes, ClassFile files) {
        var model = files.parse(bytes);
        if (Sites.of(model).points().isEmpty()) {
            return null;
        }
        var sites = Sites.counting(model.thisClass().asInternalName());
        return files.transformClass(model, ClassTransform.ofStateful(() -> (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                builder.transformMethod(
                        method,
                        MethodTransform.transformingCode(
                                (code, it) -> weave(method.methodName().stringValue(), sites, code, it)));
            } else {
                builder.with(element);
            }
        }));
    }

    private static void weave(String method, Sites sites, CodeBuilder code, CodeElement element) {
        var point = element instanceof InvokeInstruction call ? sites.point(method, call) : Optional.<Point>empty();
        if (point.isEmpty()) {
            code.with(element);
            return;
        }
        var name = point.get().name();
        code.loadConstant(name).invokestatic(CRASH_POINTS, "before", NAMED);
        code.with(element);
        code.loadConstant(name).invokestatic(CRASH_POINTS, "after", NAMED);
    }
}
