package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.BreakTurn;
import ai.kaleem.release.api.release.PlanRollback;
import ai.kaleem.release.api.release.RollbackPlan;
import ai.kaleem.release.api.request.PlaceAdoption;
import ai.kaleem.release.api.request.PlaceRollback;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What runs where, and the way back in an emergency. */
@Tag(name = "Environments")
@RestController
@RequestMapping(path = "/api/v1/apps/{app}/environments/{environment}", produces = MediaType.APPLICATION_JSON_VALUE)
class EnvironmentsController {

    private final Plans plans;
    private final ReadEnvironment environments;
    private final PlanRollback rollbackPlan;
    private final PlaceAdoption adoption;
    private final ReadBackups backups;
    private final PlaceRollback rollback;
    private final BreakTurn turns;

    EnvironmentsController(
            Plans plans,
            ReadEnvironment environments,
            ReadBackups backups,
            PlanRollback rollbackPlan,
            PlaceAdoption adoption,
            PlaceRollback rollback,
            BreakTurn turns) {
        this.plans = plans;
        this.environments = environments;
        this.rollbackPlan = rollbackPlan;
        this.adoption = adoption;
        this.backups = backups;
        this.rollback = rollback;
        this.turns = turns;
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping
    ReadEnvironment.View get(@PathVariable String app, @PathVariable String environment) {
        var planned = plans.get(app).plan().environment(environment);
        return environments.read(app, planned.name(), planned.agent());
    }

    /**
     * Takes over what Docker Compose runs there, or says what that would change: a dry run ends CANCELLED, and the log of its
     * step {@code preflight} has the changes.
     */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(path = "/adoption")
    ResponseEntity<PlacedView> adopt(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody(required = false) @Nullable AdoptionForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var wanted = form == null ? new AdoptionForm(null, null) : form;
        return PlacedView.accepted(adoption.place(
                app, environment, wanted.version(), dryRun, wanted.reason(), caller, IdempotencyKey.checked(key)));
    }

    /** @param version what runs there is called from now on; only a dry run needs none */
    record AdoptionForm(@Nullable String version, @Nullable String reason) {}

    /** The backups on the agent's disk, and when the next are due. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/backups")
    ReadBackups.View backups(@PathVariable String app, @PathVariable String environment) {
        var planned = plans.get(app).plan().environment(environment);
        return backups.read(app, planned.name(), planned.agent());
    }

    /** Takes the environment back, now; with {@code dryRun} says which ways out there are, and changes nothing. */
    @Needs(Action.RELEASE_ROLLBACK)
    @PostMapping(path = "/rollback")
    @ApiResponse(
            responseCode = "202",
            description = "It is under way",
            content = @Content(schema = @Schema(implementation = PlacedView.class)))
    @ApiResponse(
            responseCode = "200",
            description = "With dryRun: which ways out there are, what each loses, and how long it took before",
            content = @Content(schema = @Schema(implementation = RollbackPlan.class)))
    ResponseEntity<?> rollback(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody(required = false) @Nullable RollbackForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var wanted = form == null ? RollbackForm.EMPTY : form;
        var data = wanted.choice();
        if (dryRun) {
            var planned = plans.get(app).plan().environment(environment);
            return ResponseEntity.ok(rollbackPlan.plan(app, planned.name(), planned.agent(), wanted.to()));
        }
        return PlacedView.accepted(rollback.place(
                app,
                environment,
                wanted.to(),
                data,
                Boolean.TRUE.equals(wanted.despiteMigration()),
                wanted.reason(),
                caller,
                IdempotencyKey.checked(key)));
    }

    /** Gives up what is under way there, since its agent does not come back, and frees the turn for others. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(path = "/turn/break")
    ReadEnvironment.View breakTurn(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestBody BreakForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        turns.breakTurn(app, environment, form.checkedDeployment(), caller.name(), form.checkedReason());
        return get(app, environment);
    }

    /**
     * @param deployment the one that is given up, as {@code underWay} says it
     * @param reason why, for everybody who is told
     */
    record BreakForm(@Nullable String deployment, @Nullable String reason) {

        DeploymentId checkedDeployment() {
            if (deployment == null) {
                throw new FaultsFound(List.of(
                        new Fault("deployment", "is missing", "name the deployment that GET shows as underWay")));
            }
            try {
                return new DeploymentId(deployment);
            } catch (IllegalArgumentException e) {
                throw new FaultsFound(
                        List.of(new Fault("deployment", "is no id", "name the deployment that GET shows as underWay")));
            }
        }

        String checkedReason() {
            return Reason.of(reason, "say why it is given up");
        }
    }

    /**
     * @param to version or id of a release that ended SUCCEEDED there; without one, the last before the present
     * @param data {@code keep} (the default) or {@code restore}
     * @param despiteMigration true where data that was migrated away from that version may stay as it is
     */
    record RollbackForm(
            @Nullable String to,
            @Nullable String data,
            @Nullable String reason,
            @Nullable Boolean despiteMigration) {

        static final RollbackForm EMPTY = new RollbackForm(null, null, null, null);

        DataChoice choice() {
            return switch (data == null ? "keep" : data.toLowerCase(Locale.ROOT)) {
                case "keep" -> DataChoice.KEEP;
                case "restore" -> DataChoice.RESTORE;
                default -> throw new FaultsFound(List.of(new Fault("data", "is no choice", "write keep or restore")));
            };
        }
    }
}
