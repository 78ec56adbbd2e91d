package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.request.Order;
import ai.kaleem.release.common.contract.ReleaseType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is posted to start a release: one of version, ref (a version's tag) and images with a version, or a ref with a version. */
record ReleaseForm(
        @Schema(example = "kaleem", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String app,

        @Schema(example = "production", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String environment,

        @Schema(
                example = "REGULAR",
                allowableValues = {"REGULAR", "RC", "HOTFIX"})
        @Nullable String type,

        @Schema(example = "v1.4.0", description = "branch, tag or commit") @Nullable String ref,

        @Schema(example = "1.4.0") @Nullable String version,

        @Schema(example = "{\"api\": \"ghcr.io/owner/app@sha256:...\"}", description = "by service") @Nullable Map<String, @Nullable String> images,

        @Schema(example = "Orders in two currencies") @Nullable String reason,

        @Schema(
                example = "2026-12-01T02:00:00+03:00",
                description = "when it takes its turn at the earliest; it is checked at once")
        @Nullable String notBefore) {

    private static final int LONGEST_REASON = 2000;

    /** @throws FaultsFound with every field that is missing or has no form */
    Order order() {
        var faults = new ArrayList<Fault>();
        var order = new Order(
                required("app", app, "name the app", faults),
                required("environment", environment, "name an environment of the app's plan", faults),
                typed(faults),
                new Wanted(version, ref, pinned(faults)),
                reason,
                Moment.of("notBefore", notBefore, faults));
        if (reason != null && reason.length() > LONGEST_REASON) {
            faults.add(new Fault("reason", "is too long", "write at most %d characters".formatted(LONGEST_REASON)));
        }
        if (!faults.isEmpty()) {
            throw new FaultsFound(faults);
        }
        return order;
    }

    private @Nullable ReleaseType typed(List<Fault> faults) {
        if (type == null) {
            return null;
        }
        var known = Arrays.stream(ReleaseType.values())
                .filter(it -> it.name().equalsIgnoreCase(type))
                .findFirst();
        if (known.isEmpty()) {
            faults.add(new Fault(
                    "type",
                    "is none we know",
                    type.equalsIgnoreCase("ROLLBACK")
                            ? "POST /api/v1/apps/{app}/environments/{environment}/rollback instead"
                            : "write REGULAR, RC or HOTFIX"));
        }
        return known.orElse(null);
    }

    private Map<String, String> pinned(List<Fault> faults) {
        var all = new TreeMap<String, String>();
        Optional.ofNullable(images).orElseGet(Map::of).forEach((service, image) -> {
            if (image == null) {
                faults.add(new Fault("images.%s".formatted(service), "has no value", "name the image"));
            } else {
                all.put(service, image);
            }
        });
        return all;
    }

    private static String required(String name, @Nullable String value, String fix, List<Fault> faults) {
        if (value == null || value.isBlank()) {
            faults.add(new Fault(name, "is missing", fix));
            return "";
        }
        return value;
    }
}
