package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fits what a request names to the plan of one environment. */
final class Resolution {

    /** A reference with a tag, with a digest, or a local image id. */
    private static final Pattern REFERENCE = Pattern.compile("sha256:[0-9a-f]{64}"
            + "|([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
            + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?@sha256:[0-9a-f]{64})");

    private final Plan plan;
    private final PlannedEnvironment environment;
    private final Wanted wanted;
    private final List<Fault> faults = new ArrayList<>();

    Resolution(Plan plan, PlannedEnvironment environment, Wanted wanted) {
        this.plan = plan;
        this.environment = environment;
        this.wanted = wanted;
    }

    ResolvedPlan resolve() {
        checkRef();
        var version = version();
        checkImages();
        if (!faults.isEmpty()) {
            throw new FaultsFound(faults);
        }
        var services = environment.servicesInOrder(plan.app()).stream()
                .map(it -> it.withImage(imageOf(it, version)))
                .toList();
        var channels = plan.channels().stream()
                .filter(it -> it.on().isEmpty() || it.on().contains(environment.name()))
                .toList();
        var source = source(version);
        var before = isBuilt(source) ? new ImageGates(plan.builds(), plan.before()).with(services) : plan.before();
        var publish = environment.address().orElse(null);
        var fingerprint = Fingerprint.of(Arrays.asList(
                plan.app(),
                version,
                source,
                environment.name(),
                environment.agent(),
                publish,
                services,
                environment.datastores(),
                before,
                plan.after(),
                environment.policy()));
        return new ResolvedPlan(
                plan.app(),
                version,
                source,
                plan.versioning().tagPrefix(),
                environment.name(),
                environment.agent(),
                publish,
                services,
                environment.datastores(),
                before,
                plan.after(),
                environment.policy(),
                environment.checkWithin(),
                environment.waitWithin(),
                environment.decisions(),
                channels,
                fingerprint,
                source == null || !plan.versioning().isTagged()
                        ? null
                        : plan.versioning().tagOf(version),
                plan.manual());
    }

    private void checkRef() {
        var ref = wanted.ref();
        if (ref == null) {
            return;
        }
        if (ref.isBlank()
                || ref.length() > 200
                || ref.startsWith("-")
                || ref.matches(".*[\\s\\p{Cntrl}~^:?*\\[\\\\].*")) {
            faults.add(new Fault("ref", "'%s' is no git ref".formatted(ref), "name a branch, a tag or a commit"));
        } else if (plan.repository() == null) {
            faults.add(new Fault(
                    "ref",
                    "the plan of '%s' has no repository".formatted(plan.app()),
                    "add repository to the plan, or leave ref out"));
        }
    }

    private String version() {
        var version = wanted.version();
        if (version == null) {
            return versionOfRef();
        }
        if (!Versioning.isVersion(version)) {
            var fix = plan.versioning()
                    .versionOf(version)
                    .map("write %s, without the tag prefix"::formatted)
                    .orElse("write a semantic version, for example 1.4.0 or 1.4.0-rc.1");
            faults.add(new Fault("version", "'%s' is no version".formatted(version), fix));
        }
        return version;
    }

    private String versionOfRef() {
        var ref = wanted.ref();
        if (!wanted.images().isEmpty()) {
            faults.add(new Fault("version", "is missing", "with images say which version they are"));
        } else if (ref == null) {
            faults.add(
                    new Fault("version", "is missing", "say version, ref (a version's tag), or images with a version"));
        } else {
            var version = plan.versioning().versionOf(ref);
            if (version.isPresent()) {
                return version.get();
            }
            faults.add(new Fault(
                    "version",
                    "is missing, and ref '%s' is not the tag of a version".formatted(ref),
                    "add a version, or name a tag like %s"
                            .formatted(plan.versioning().tagOf("1.4.0"))));
        }
        return "";
    }

    private void checkImages() {
        if (wanted.images().isEmpty()) {
            return;
        }
        var names = environment.services().stream().map(ServiceSpec::name).toList();
        wanted.images().forEach((service, image) -> {
            if (!names.contains(service)) {
                faults.add(new Fault(
                        "images.%s".formatted(service),
                        "the plan has no service '%s'".formatted(service),
                        "the services are %s".formatted(String.join(", ", names))));
            } else if (!REFERENCE.matcher(image).matches()) {
                faults.add(new Fault(
                        "images.%s".formatted(service),
                        "'%s' is no image with a tag or digest".formatted(image),
                        "write name:tag or name@sha256:<64 hex digits>"));
            }
        });
        environment.services().stream()
                .filter(it -> PlannedEnvironment.sharedWith(it).isEmpty())
                .filter(it -> !wanted.images().containsKey(it.name()))
                .forEach(it -> faults.add(new Fault(
                        "images.%s".formatted(it.name()),
                        "is missing",
                        "name the image of every service of the plan")));
    }

    private String imageOf(ServiceSpec service, String version) {
        var asked = wanted.images().get(service.name());
        if (asked != null) {
            return asked;
        }
        var shared = PlannedEnvironment.sharedWith(service);
        if (shared.isPresent()) {
            return imageOf(
                    environment.services().stream()
                            .filter(it -> it.name().equals(shared.get()))
                            .findFirst()
                            .orElseThrow(),
                    version);
        }
        return "%s:%s".formatted(service.image(), plan.versioning().imageTagOf(version));
    }

    /** Who names images has them. */
    private boolean isBuilt(@Nullable Source source) {
        return source != null && wanted.images().isEmpty();
    }

    private @Nullable Source source(String version) {
        var repository = plan.repository();
        var ref = wanted.ref();
        if (repository == null || (ref == null && !wanted.images().isEmpty())) {
            return null;
        }
        return new Source(repository, ref != null ? ref : plan.versioning().tagOf(version));
    }
}
