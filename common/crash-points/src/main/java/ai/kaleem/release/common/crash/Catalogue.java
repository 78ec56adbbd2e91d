package ai.kaleem.release.common.crash;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;

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
        try {
            if (Files.isDirectory(place)) {
                try (var files = Files.walk(place)) {
                    for (var file : files.filter(it -> it.toString().endsWith(".class"))
                            .sorted()
                            .toList()) {
                        read(Files.readAllBytes(file));
                    }
                }
            } else {
                try (var jar = Files.newInputStream(place)) {
                    read(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(InputStream jar) throws IOException {
        var zip = new ZipInputStream(jar);
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".class") && ours(entry.getName())) {
                read(zip.readAllBytes());
            } else if (entry.getName().endsWith(".jar")) {
                read(new ByteArrayInputStream(zip.readAllBytes()));
            }
        }
    }

    private boolean ours(String entry) {
        return weaver.weaves(entry.replace("BOOT-INF/classes/", ""));
    }

    private void read(byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        if (weaver.weaves(model.thisClass().asInternalName())) {
            var sites = Sites.of(model);
            points.addAll(sites.points());
            faults.addAll(sites.faults());
        }
    }
}
