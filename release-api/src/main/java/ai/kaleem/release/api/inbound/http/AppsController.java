package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.PutPlan;
import ai.kaleem.release.api.plan.StoredPlan;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Apps and their plans. */
@Tag(name = "Apps")
@RestController
@RequestMapping("/api/v1")
class AppsController {

    private static final String YAML = "application/yaml";

    private final PlanFile files;
    private final PlanSchema schema;
    private final PutPlan put;
    private final Plans plans;
    private final Clock clock;

    AppsController(PlanFile files, PlanSchema schema, PutPlan put, Plans plans, Clock clock) {
        this.files = files;
        this.schema = schema;
        this.put = put;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * With {@code dryRun} it is only checked, and nothing is stored.
     *
     * <p>With {@code If-Match} only in place of that very plan (RFC 9110, 13.1.1), so that nobody undoes what somebody else did.
     */
    @Needs(Action.PLAN_WRITE)
    @PutMapping(
            path = "/apps/{app}",
            consumes = {YAML, "application/x-yaml", "text/yaml", "text/x-yaml", MediaType.APPLICATION_JSON_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<AppView> put(
            @PathVariable String app,
            @Parameter(hidden = true) @RequestHeader("Content-Type") MediaType type,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody byte[] body,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var text = decoded(body);
        var json = type.isCompatibleWith(MediaType.APPLICATION_JSON);
        var plan = json ? files.readJson(text) : files.readYaml(text);
        requireName(plan, app);
        var stored = new StoredPlan(
                plan, text, json ? MediaType.APPLICATION_JSON_VALUE : YAML, clock.instant(), caller.name());
        if (dryRun) {
            return ResponseEntity.ok(AppView.of(stored));
        }
        if (ifMatch != null) {
            put.replace(ifMatch, stored);
            return shown(stored);
        }
        return put.put(stored)
                ? ResponseEntity.created(URI.create("/api/v1/apps/%s".formatted(app)))
                        .eTag(stored.tag())
                        .body(AppView.of(stored))
                : shown(stored);
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/apps", produces = MediaType.APPLICATION_JSON_VALUE)
    AppList list() {
        return new AppList(plans.all().stream().map(AppView::of).toList());
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/apps/{app}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<AppView> get(@PathVariable String app) {
        return shown(plans.get(app));
    }

    private static ResponseEntity<AppView> shown(StoredPlan stored) {
        return ResponseEntity.ok().eTag(stored.tag()).body(AppView.of(stored));
    }

    /** The file as it was put. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/apps/{app}", produces = YAML)
    ResponseEntity<byte[]> file(@PathVariable String app) {
        // JSON is YAML too, so that whatever was put can be shown as the YAML that was asked for.
        var stored = plans.get(app);
        return ResponseEntity.ok()
                .eTag(stored.tag())
                .contentType(MediaType.parseMediaType(YAML))
                .body(stored.text().getBytes(StandardCharsets.UTF_8));
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/schemas/plan.json", produces = "application/schema+json")
    ResponseEntity<byte[]> schema() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/schema+json"))
                .body(schema.text().getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest("the body", "is not UTF-8", "send the plan in UTF-8");
        }
    }

    private static void requireName(Plan plan, String app) {
        if (!plan.app().equals(app)) {
            throw new FaultsFound(List.of(new Fault(
                    "app",
                    "is '%s', but the address says '%s'".formatted(plan.app(), app),
                    "put it to /api/v1/apps/%s, or change app".formatted(plan.app()))));
        }
    }

    record AppList(List<AppView> items) {}
}
