package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.request.PlaceRollback;
import ai.kaleem.release.common.contract.Request.DataChoice;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What runs where, and the way back in an emergency. */
@Tag(name = "Environments")
@RestController
@RequestMapping(path = "/api/v1/apps/{app}/environments/{environment}", produces = MediaType.APPLICATION_JSON_VALUE)
class EnvironmentsController {

    private final Plans plans;
    private final ReadEnvironment environments;
    private final PlaceRollback rollback;

    EnvironmentsController(Plans plans, ReadEnvironment environments, PlaceRollback rollback) {
        this.plans = plans;
        this.environments = environments;
        this.rollback = rollback;
    }

    @GetMapping
    ReadEnvironment.View get(@PathVariable String app, @PathVariable String environment) {
        var planned = plans.get(app).plan().environment(environment);
        return environments.read(app, planned.name(), planned.agent());
    }

    @PostMapping(path = "/rollback")
    ResponseEntity<PlacedView> rollback(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestBody(required = false) @Nullable RollbackForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var wanted = form == null ? new RollbackForm(null, null, null) : form;
        return PlacedView.accepted(rollback.place(
                app, environment, wanted.to(), wanted.choice(), wanted.reason(), caller, IdempotencyKey.checked(key)));
    }

    /**
     * @param to version or id of a release that ended SUCCEEDED there; without one, the last before the present
     * @param data {@code keep} (the default) or {@code restore}
     */
    record RollbackForm(
            @Nullable String to,
            @Nullable String data,
            @Nullable String reason) {

        DataChoice choice() {
            return switch (data == null ? "keep" : data.toLowerCase(Locale.ROOT)) {
                case "keep" -> DataChoice.KEEP;
                case "restore" -> DataChoice.RESTORE;
                default -> throw new FaultsFound(List.of(new Fault("data", "is no choice", "write keep or restore")));
            };
        }
    }
}
