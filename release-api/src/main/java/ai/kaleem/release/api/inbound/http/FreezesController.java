package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.freeze.DeclareFreeze;
import ai.kaleem.release.api.freeze.Freeze;
import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plans;
import com.github.f4b6a3.ulid.UlidCreator;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Times in which nothing new is deployed: the plan's, and those that people declare. */
@Tag(name = "Freezes")
@RestController
@RequestMapping(path = "/api/v1/freezes", produces = MediaType.APPLICATION_JSON_VALUE)
class FreezesController {

    private final Plans plans;
    private final FrozenTimes times;
    private final DeclareFreeze declare;
    private final Clock clock;

    FreezesController(Plans plans, FrozenTimes times, DeclareFreeze declare, Clock clock) {
        this.plans = plans;
        this.times = times;
        this.declare = declare;
        this.clock = clock;
    }

    /** @param items those that are on, and the next of each that is to come, the first first */
    record FreezeList(List<Freeze> items) {}

    /**
     * @param from null for now
     * @param until RFC 3339, with its offset
     */
    record FreezeForm(
            @Schema(example = "kaleem") @Nullable String app,
            @Schema(example = "production") @Nullable String environment,

            @Schema(example = "2026-12-24T18:00:00+03:00") @Nullable String from,

            @Schema(example = "2027-01-02T06:00:00+03:00") @Nullable String until,

            @Schema(example = "The shop is full") @Nullable String reason) {}

    @Needs(Action.RELEASE_READ)
    @GetMapping
    FreezeList list(@RequestParam String app, @RequestParam String environment) {
        plans.get(app).plan().environment(environment);
        return new FreezeList(times.all(app, environment));
    }

    /** What is under way ends, and a rollback is never stopped. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Freeze> declare(@RequestBody FreezeForm form, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var declared = declare.declare(wanted(form, caller), caller);
        return ResponseEntity.created(URI.create("/api/v1/freezes/" + declared.id()))
                .body(declared);
    }

    /** What waits for it asks for its turn within half a minute. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> end(@PathVariable String id, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        declare.end(id, caller);
        return ResponseEntity.noContent().build();
    }

    private Freeze wanted(FreezeForm form, Caller caller) {
        var faults = new ArrayList<Fault>();
        var app = required("app", form.app(), "name the app", faults);
        var environment = required("environment", form.environment(), "name an environment of its plan", faults);
        var from = Moment.of("from", form.from(), faults);
        required("until", form.until(), "say when it ends", faults);
        var until = Moment.of("until", form.until(), faults);
        if (!faults.isEmpty()) {
            throw new FaultsFound(faults);
        }
        return new Freeze(
                UlidCreator.getMonotonicUlid().toString(),
                app,
                environment,
                from == null ? clock.instant() : from,
                until == null ? Instant.EPOCH : until,
                "UTC",
                Reason.of(form.reason(), "say it for everybody who has to wait"),
                caller.name());
    }

    private static String required(String field, @Nullable String value, String fix, List<Fault> faults) {
        if (value == null || value.isBlank()) {
            faults.add(new Fault(field, "is missing", fix));
            return "";
        }
        return value;
    }
}
