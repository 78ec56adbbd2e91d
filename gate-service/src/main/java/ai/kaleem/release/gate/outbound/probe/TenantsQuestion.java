package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Tenants;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Both tenants ask for both resources. */
final class TenantsQuestion implements Question {

    /** What a stranger is answered: not known, not allowed, not there. */
    private static final Set<Integer> HIDDEN = Set.of(401, 403, 404);

    private final Tenants tenants;
    private final URI ofFirst;
    private final URI ofSecond;

    TenantsQuestion(Tenants tenants, @Nullable String publish) {
        this.tenants = tenants;
        this.ofFirst = Target.of(tenants.first().url(), publish);
        this.ofSecond = Target.of(tenants.second().url(), publish);
    }

    @Override
    public String words() {
        return "tenants of %s and %s".formatted(ofFirst, ofSecond);
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        var first = fault("the first", tenants.first(), ofFirst, "the second", ofSecond, attempt);
        var fault =
                first != null ? first : fault("the second", tenants.second(), ofSecond, "the first", ofFirst, attempt);
        return Finding.of(fault, "each sees its own, neither the other's");
    }

    private static @Nullable String fault(String name, Call call, URI own, String other, URI foreign, Attempt attempt)
            throws IOException, InterruptedException {
        try (var web = Web.open(call, attempt)) {
            var seen = web.get(own).statusCode();
            attempt.say("%s tenant, GET %s: HTTP %d".formatted(name, own, seen));
            if (seen / 100 != 2) {
                return "%s tenant does not see its own %s: HTTP %d".formatted(name, own, seen);
            }
            var strange = web.get(foreign).statusCode();
            attempt.say("%s tenant, GET %s: HTTP %d".formatted(name, foreign, strange));
            if (strange / 100 == 2) {
                return "%s tenant sees %s tenant's %s: HTTP %d".formatted(name, other, foreign, strange);
            }
            return HIDDEN.contains(strange)
                    ? null
                    : "%s tenant asks for %s tenant's %s: HTTP %d, not 401, 403 or 404"
                            .formatted(name, other, foreign, strange);
        }
    }
}
