package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.Follows;
import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Predecessor;
import ai.kaleem.release.api.plan.Versioning;
import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a plan of a tree that fits the schema: fills in what was left out and merges what an environment overrides. */
final class PlanBinder {

    private final JsonNode root;
    private final List<Fault> faults = new ArrayList<>();

    PlanBinder(JsonNode root) {
        this.root = root;
    }

    List<Fault> faults() {
        return faults;
    }

    Plan bind() {
        var versioning = field("versioning");
        var gates = new GateBinder(faults);
        return new Plan(
                field("app").string(),
                field("repository").stringOrNull(),
                new Versioning(
                        versioning.field("tagPrefix").string("v"),
                        versioning.field("initial").string("0.1.0"),
                        Versioning.ImageTag.valueOf(
                                versioning.field("imageTag").string("version").toUpperCase(Locale.ROOT)),
                        beforeOne(versioning.field("beforeOne")),
                        versioning.field("tag").string("never").equals("after")),
                gates.bind(field("gates").field("before")),
                gates.bind(field("gates").field("after")),
                new ManualChecks(field("gates").field("manual").strings()),
                new BuildBinder(faults).bind(field("services"), field("environments")),
                environments(),
                channels());
    }

    private static Versioning.@Nullable BeforeOne beforeOne(Value it) {
        return it.isThere()
                ? new Versioning.BeforeOne(
                        it.field("breaking").string("major").equals("minor"),
                        it.field("feat").string("minor").equals("patch"))
                : null;
    }

    private LinkedHashMap<String, PlannedEnvironment> environments() {
        var environments = new LinkedHashMap<String, PlannedEnvironment>();
        for (var environment : field("environments").fields()) {
            var path = "environments.%s".formatted(environment.name());
            var it = environment.value();
            environments.put(
                    environment.name(),
                    new PlannedEnvironment(
                            environment.name(),
                            it.field("agent").string(),
                            it.field("publish").stringOrNull(),
                            new Policy(
                                    it.field("confirmWithin").positive(Duration.ofMinutes(10)),
                                    it.field("strategy").field("bake").duration(Duration.ofMinutes(1)),
                                    RestorePolicy.valueOf(
                                            it.field("restore").string("never").toUpperCase(Locale.ROOT)),
                                    StrategyBinder.canary(it.field("strategy")),
                                    StrategyBinder.triggers(it.field("strategy").field("turnBackOn"))),
                            it.field("checkWithin").positive(Duration.ofMinutes(30)),
                            it.field("waitWithin").positive(Duration.ofHours(2)),
                            new Decisions(
                                    it.field("approvals").integer(0),
                                    it.field("approveWithin").positive(Decisions.NONE.approveWithin()),
                                    it.field("supersede").truth(false)),
                            predecessor(it),
                            follows(it),
                            it.field("freeze").items().stream()
                                    .map(FreezeBinder::bind)
                                    .toList(),
                            merged("services", path, it).stream()
                                    .map(this::service)
                                    .toList(),
                            merged("datastores", path, it).stream()
                                    .map(store -> datastore(store, path))
                                    .toList()));
        }
        return environments;
    }

    /** The plan's own ones, each with what the environment says otherwise in place. */
    private List<Field> merged(String kind, String path, Value environment) {
        var overrides = environment.field(kind);
        var plain = field(kind);
        for (var override : overrides.fields()) {
            if (!plain.has(override.name())) {
                faults.add(new Fault(
                        "%s.%s.%s".formatted(path, kind, override.name()),
                        "there is none of that name in %s".formatted(kind),
                        plain.fields().isEmpty()
                                ? "add it to %s".formatted(kind)
                                : "name one of %s".formatted(String.join(", ", plain.names()))));
            }
        }
        return plain.fields().stream()
                .map(it -> overrides.has(it.name())
                        ? new Field(
                                it.name(),
                                new Value(
                                        merge(
                                                it.value().node(),
                                                overrides.field(it.name()).node()),
                                        "%s.%s.%s".formatted(path, kind, it.name()),
                                        faults))
                        : it)
                .toList();
    }

    /** Objects field by field; anything else is replaced. */
    private static JsonNode merge(JsonNode plain, JsonNode override) {
        if (!(plain instanceof ObjectNode into) || !(override instanceof ObjectNode from)) {
            return override;
        }
        var merged = into.deepCopy();
        from.properties()
                .forEach(field -> merged.set(
                        field.getKey(),
                        into.has(field.getKey())
                                ? merge(into.get(field.getKey()), field.getValue())
                                : field.getValue()));
        return merged;
    }

    private ServiceSpec service(Field field) {
        var it = field.value();
        var health = it.field("health");
        return ServiceSpecBuilder.builder()
                .name(field.name())
                .image(it.field("image").string())
                .command(it.field("command").strings())
                .port(it.field("port").integerOrNull())
                .publish(it.field("publish").stringOrNull())
                .envFile(it.field("envFile").stringOrNull())
                .environment(it.field("environment").variables())
                .volumes(it.field("volumes").strings())
                .networks(it.field("networks").strings())
                .memory(it.field("memory").sizeOrNull())
                .cpus(it.field("cpus").decimalOrNull())
                .stopGrace(it.field("stopGrace").positive(Duration.ofSeconds(30)))
                .health(
                        health.isThere()
                                ? new ServiceSpec.Health(
                                        health.field("path").string(),
                                        health.field("attempts").integer(10),
                                        health.field("every").positive(Duration.ofSeconds(2)),
                                        health.field("timeout").positive(Duration.ofSeconds(5)))
                                : null)
                .dependsOn(it.field("dependsOn").strings())
                .migrate(migration(it.field("migrate")))
                .strategy(StrategyBinder.ofAService(it))
                .bootstrap(BootstrapBinder.bind(it.field("bootstrap")))
                .replicas(it.field("replicas").integerOrNull())
                .requiredEnv(it.field("requiredEnv").strings())
                .configures(ConfigurationBinder.bind(it.field("configures")))
                .build();
    }

    private static @Nullable Predecessor predecessor(Value environment) {
        var after = environment.field("after").stringOrNull();
        return after == null
                ? null
                : new Predecessor(after, environment.field("soak").duration(Duration.ZERO));
    }

    private @Nullable Follows follows(Value environment) {
        if (environment.field("deploy").string("").equals("on-promotion") && !environment.has("after")) {
            faults.add(new Fault(
                    environment.field("deploy").path(),
                    "says nothing of where releases come from",
                    "add after: the environment before this one"));
        }
        return environment.field("deploy").string("on-request").equals("automatic")
                ? new Follows(
                        environment.field("branch").stringOrNull(),
                        environment.has("poll") ? environment.field("poll").positive(Follows.USUAL_POLL) : null)
                : null;
    }

    /** Argv alone, or an object that says more. */
    private static ServiceSpec.@Nullable Migration migration(Value it) {
        if (!it.isThere()) {
            return null;
        }
        var run = it.node().isArray() ? it : it.field("run");
        return new ServiceSpec.Migration(
                run.strings(),
                it.field("timeout").positive(Duration.ofMinutes(10)),
                it.field("reversible").truth(false));
    }

    private DatastoreSpec datastore(Field field, String environment) {
        var it = field.value();
        var type = DatastoreSpec.Type.valueOf(it.field("type").string().toUpperCase(Locale.ROOT));
        if (!it.has("container") && type != DatastoreSpec.Type.VOLUME && type != DatastoreSpec.Type.FOLDER) {
            faults.add(new Fault(
                    "%s.datastores.%s.container".formatted(environment, field.name()),
                    "is missing",
                    "name the container that keeps the data there"));
        }
        if (it.has("volume") && it.has("folder")) {
            faults.add(new Fault(
                    "datastores.%s".formatted(field.name()), "has a volume and a folder", "make two datastores of it"));
        }
        return DatastoreSpecBuilder.builder()
                .name(field.name())
                .type(type)
                .container(it.field("container").string(""))
                .keep(newest(it.field("keep")))
                .backup(it.field("backup").strings())
                .restore(it.field("restore").strings())
                .timeout(it.field("timeout").positive(Duration.ofMinutes(10)))
                .source(
                        it.has("volume")
                                ? it.field("volume").string()
                                : it.field("folder").stringOrNull())
                .database(it.field("database").stringOrNull())
                .alsoKeep(periods(it.field("keep")))
                .schedule(ScheduleBinder.bind(it.field("schedule")))
                .bootstrap(BootstrapBinder.bind(it.field("bootstrap")))
                .drill(drill(it.field("drill")))
                .build();
    }

    private static DatastoreSpec.@Nullable Drill drill(Value it) {
        return it.isThere()
                ? new DatastoreSpec.Drill(it.field("check").strings(), ScheduleBinder.bind(it.field("schedule")))
                : null;
    }

    private static int newest(Value keep) {
        return keep.node().isObject() ? keep.field("newest").integer(1) : keep.integer(7);
    }

    /** A number alone is all that is to stay. */
    private static DatastoreSpec.@Nullable Periods periods(Value keep) {
        if (!keep.isThere()) {
            return new DatastoreSpec.Periods(7, 4, 6);
        }
        return keep.node().isObject()
                ? new DatastoreSpec.Periods(
                        keep.field("daily").integer(0),
                        keep.field("weekly").integer(0),
                        keep.field("monthly").integer(0))
                : null;
    }

    private List<Channel> channels() {
        return field("notify").items().stream()
                .map(it -> new Channel(
                        it.field("name").string(it.field("channel").string()),
                        Channel.Kind.valueOf(it.field("channel").string().toUpperCase(Locale.ROOT)),
                        it.field("url").stringOrNull(),
                        it.field("urlFile").stringOrNull(),
                        it.field("secretFile").stringOrNull(),
                        it.field("on").strings(),
                        it.field("language").string("en")))
                .toList();
    }

    private Value field(String name) {
        return new Value(root, "", faults).field(name);
    }

    record Field(String name, Value value) {}
}
