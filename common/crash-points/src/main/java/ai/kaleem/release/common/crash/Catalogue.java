package ai.kaleem.release.common.crash;

import java.lang.classfile.ClassFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All crash points of a service, from its class files. */
public final class Catalogue {

    private final Weaver weaver;
    private final List<Point> points = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Catalogue(List<String> packages) {
        weaver = new Weaver(packages);
    }

    /**
     * Of the classes beside {@code anchors} on the class path, as far as they are in {@code packages}.
     *
     * @param anchors one class of each module
     */
    public static Catalogue of(List<Class<?>> anchors, String... packages) {
        var catalogue = new Catalogue(List.of(packages));
        for (var anchor : anchors) {
            catalogue.read(Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().getPath()));
        }
        return catalogue;
    }

    /** Of a service as it is shipped, an executable jar with its libraries inside. */
    public static Catalogue ofJar(Path jar, String... packages) {
        var catalogue = new Catalogue(List.of(packages));
        catalogue.read(jar);
        return catalogue;
    }

    public Set<String> points() {
        return points.stream().map(Point::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Calls that cannot be stopped at: those nobody has classified, those behind a method reference, and two of one name.
     * Empty when each outside call is a point of its own.
     */
    public List<String> faults() {
        var all = new ArrayList<>(faults);
        points.stream()
                .collect(Collectors.groupingBy(Point::name, Collectors.mapping(Point::type, Collectors.toSet())))
                .forEach((name, types) -> {
                    if (types.size() > 1) {
                        all.add("%s is a point of %s: rename one of the classes".formatted(name, types));
                    }
                });
        return all;
    }

    /** In words: how many of them {@code reached} names, and which are missing. */
    public String covered(Collection<String> reached) {
        var missing = new TreeSet<>(points());
        missing.removeAll(reached);
        var all = points().size();
        return "%d of %d crash points%s"
                .formatted(all - missing.size(), all, missing.isEmpty() ? "" : ", not " + String.join(", ", missing));
    }

    private void read(Path place) {
        ClassFiles.read(place, weaver::weaves, bytes -> {
            var sites = Sites.of(ClassFile.of().parse(bytes));
            points.addAll(sites.points());
            faults.addAll(sites.faults());
        });
    }
}
