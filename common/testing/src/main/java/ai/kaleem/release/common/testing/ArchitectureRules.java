package ai.kaleem.release.common.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * The rules every service keeps: {@code inbound -> inside <- outbound}; the inside knows no framework; packages have no
 * cycles inside; every package is null-marked; names say what a class is.
 */
public final class ArchitectureRules {

    /** What the inside never imports. */
    private static final List<String> FRAMEWORKS = List.of(
            "org.springframework..",
            "com.github.dockerjava..",
            "com.mongodb..",
            "org.bson..",
            "com.rabbitmq..",
            "org.eclipse.jgit..",
            "java.sql..",
            "jakarta..",
            "tools.jackson..");

    private final String root;
    private final JavaClasses classes;

    private ArchitectureRules(String root) {
        this.root = root;
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }

    /** @param root the service's package, for example {@code ai.kaleem.release.gate} */
    public static ArchitectureRules of(String root) {
        return new ArchitectureRules(root);
    }

    /** @throws AssertionError with every violation of the first rule that is broken */
    public void check() {
        directionOfDependencies();
        insideWithoutFrameworks();
        noCyclesInside();
        everyPackageIsNullMarked();
        namesSayWhatItIs();
    }

    private void directionOfDependencies() {
        var inbound = root + ".inbound..";
        var outbound = root + ".outbound..";
        noClasses()
                .that(areInside())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inbound, outbound)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(inbound)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(outbound)
                .allowEmptyShould(true)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(outbound)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(inbound)
                .allowEmptyShould(true)
                .check(classes);
    }

    private void insideWithoutFrameworks() {
        noClasses()
                .that(areInside())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS.toArray(String[]::new))
                .check(classes);
    }

    private void noCyclesInside() {
        slices().matching(root + ".(*)..").should().beFreeOfCycles().check(classes.that(areInside()));
    }

    private void everyPackageIsNullMarked() {
        classes()
                .should(new ArchCondition<>("live in a package marked @NullMarked") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(SimpleConditionEvent.violated(
                                    item,
                                    "%s: its package has no package-info with @NullMarked".formatted(item.getName())));
                        }
                    }
                })
                .check(classes);
    }

    private void namesSayWhatItIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Base)$")
                .check(classes);
    }

    /** The nouns: below the root, neither inbound nor outbound, nor the wiring in the root itself. */
    private DescribedPredicate<JavaClass> areInside() {
        return DescribedPredicate.describe("are inside", it -> {
            var name = it.getPackageName();
            return name.startsWith(root + ".")
                    && !name.startsWith(root + ".inbound")
                    && !name.startsWith(root + ".outbound");
        });
    }

    @Override
    public String toString() {
        return "Architecture of %s, %d classes"
                .formatted(root, classes.stream().map(HasName::getName).count());
    }
}
