package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.ReportSpec.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a gate's program leaves for its verdict. */
final class ReportBinder {

    /** What the program printed, in place of a file. */
    private static final String OUTPUT = "output";

    private static final Map<String, Format> FORMATS = formats();
    private static final Map<Format, List<String>> THRESHOLDS = Map.of(
            Format.SARIF, List.of("note", "warning", "error"),
            Format.NPM_AUDIT, List.of("info", "low", "moderate", "high", "critical"));

    private final List<Fault> faults;

    ReportBinder(List<Fault> faults) {
        this.faults = faults;
    }

    private static Map<String, Format> formats() {
        var formats = new LinkedHashMap<String, Format>();
        formats.put("junit", Format.JUNIT);
        formats.put("eslint", Format.ESLINT);
        formats.put("sarif", Format.SARIF);
        formats.put("npmAudit", Format.NPM_AUDIT);
        formats.put("lcov", Format.LCOV);
        formats.put("coverage", Format.COVERAGE);
        formats.put("typescript", Format.TYPESCRIPT);
        return formats;
    }

    List<ReportSpec> bind(Value list) {
        return list.items().stream().map(this::report).toList();
    }

    private ReportSpec report(Value it) {
        var name = FORMATS.keySet().stream().filter(it::has).findFirst().orElseThrow();
        var format = FORMATS.getOrDefault(name, Format.JUNIT);
        var files = it.field(name).string();
        return new ReportSpec(
                format, files.equals(OUTPUT) ? null : files, threshold(it, name, format), minimum(it, name, format));
    }

    /** An audit ends with 1 whatever it finds, so that its threshold always has to decide. */
    private @Nullable String threshold(Value report, String name, Format format) {
        var it = report.field("threshold");
        if (!it.isThere()) {
            return format == Format.NPM_AUDIT ? "high" : null;
        }
        var known = THRESHOLDS.get(format);
        if (known == null) {
            faults.add(new Fault(it.path(), "says nothing of %s".formatted(name), "leave it out"));
        } else if (!known.contains(it.string())) {
            faults.add(new Fault(
                    it.path(),
                    "\"%s\" is no severity of %s".formatted(it.string(), name),
                    "write one of %s".formatted(String.join(", ", known))));
        }
        return it.string();
    }

    private @Nullable Double minimum(Value report, String name, Format format) {
        var it = report.field("minimum");
        if (!it.isThere()) {
            return null;
        }
        if (format != Format.LCOV && format != Format.COVERAGE) {
            faults.add(new Fault(it.path(), "says nothing of %s".formatted(name), "leave it out"));
        }
        return it.share(0);
    }
}
