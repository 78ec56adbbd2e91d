package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.PrometheusCheck;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether what a query of Prometheus is to be filled in with is there, and each has a name of its own. */
final class PrometheusRules {

    private static final Pattern BLANK = Pattern.compile("\\{\\{(.*?)}}");

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    PrometheusRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        for (var environment : plan.environments().values()) {
            var strategy = "environments.%s.strategy".formatted(environment.name());
            var canary = environment.policy().canary();
            if (canary != null) {
                check(strategy + ".analysis.prometheus", canary.analysis().checks(), environment);
            }
            check(
                    strategy + ".turnBackOn.prometheus",
                    environment.policy().turnsBackOn().checks(),
                    environment);
        }
        return List.copyOf(faults);
    }

    private void check(String path, List<PrometheusCheck> checks, PlannedEnvironment environment) {
        var services = environment.services().stream().map(ServiceSpec::name).toList();
        var names = new ArrayList<String>();
        for (var i = 0; i < checks.size(); i++) {
            var check = checks.get(i);
            if (names.contains(check.name())) {
                faults.add(new Fault(
                        "%s[%d].name".formatted(path, i),
                        "another query is called '%s' too".formatted(check.name()),
                        "give one of them another name"));
            }
            names.add(check.name());
            var blank = BLANK.matcher(check.query());
            while (blank.find()) {
                var word = blank.group(1);
                var service = word.replaceFirst("^(canary|baseline)\\.", "");
                if (!word.equals("version") && (service.equals(word) || !services.contains(service))) {
                    faults.add(new Fault(
                            "%s[%d].query".formatted(path, i),
                            "nothing is filled in for {{%s}}".formatted(word),
                            "write {{canary.SERVICE}}, {{baseline.SERVICE}} with one of %s, or {{version}}"
                                    .formatted(String.join(", ", services))));
                }
            }
        }
    }
}
