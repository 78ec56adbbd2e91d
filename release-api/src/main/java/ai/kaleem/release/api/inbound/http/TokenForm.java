package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope;
import ai.kaleem.release.api.access.WantedToken;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is posted for a token. */
record TokenForm(
        @Schema(
                example = "ci-staging",
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "what stories call its holder")
        @Nullable String name,

        @Schema(example = "[\"release:read\", \"release:create:staging\"]", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable List<@Nullable String> scopes,

        @Schema(example = "2027-02-21T00:00:00Z", description = "90 days from now where it is left out, a year at most")
        @Nullable String expiresAt) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Duration USUAL = Duration.ofDays(90);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST_SCOPES = 50;

    /** @throws FaultsFound with every field that is missing or has no form */
    WantedToken wanted(Instant now) {
        var faults = new ArrayList<Fault>();
        var wanted = new WantedToken(named(faults), granted(faults), until(now, faults));
        if (!faults.isEmpty()) {
            throw new FaultsFound(faults);
        }
        return wanted;
    }

    private String named(List<Fault> faults) {
        if (name == null || !NAME.matcher(name).matches()) {
            faults.add(new Fault(
                    "name",
                    name == null ? "is missing" : "is no name",
                    "use up to 64 letters, digits, dots, dashes, underscores or @, as in ci-staging"));
            return "";
        }
        return name;
    }

    private List<Scope> granted(List<Fault> faults) {
        var texts = Optional.ofNullable(scopes).orElseGet(List::of);
        if (texts.isEmpty() || texts.size() > MOST_SCOPES) {
            faults.add(new Fault(
                    "scopes",
                    texts.isEmpty() ? "is missing" : "are too many",
                    "name from 1 to %d, as in release:read".formatted(MOST_SCOPES)));
            return List.of();
        }
        var granted = new ArrayList<Scope>();
        for (var i = 0; i < texts.size(); i++) {
            try {
                granted.add(Scope.parse(String.valueOf(texts.get(i))));
            } catch (IllegalArgumentException e) {
                faults.add(new Fault("scopes[%d]".formatted(i), "cannot be read", String.valueOf(e.getMessage())));
            }
        }
        return granted.stream().distinct().toList();
    }

    private Instant until(Instant now, List<Fault> faults) {
        if (expiresAt == null) {
            return now.plus(USUAL);
        }
        try {
            var until = Instant.parse(expiresAt);
            if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
                faults.add(new Fault(
                        "expiresAt",
                        "is past or too far away",
                        "name a time within %d days".formatted(LONGEST.toDays())));
            }
            return until;
        } catch (DateTimeParseException e) {
            faults.add(new Fault("expiresAt", "is no time", "write it as 2027-02-21T00:00:00Z"));
            return now;
        }
    }
}
