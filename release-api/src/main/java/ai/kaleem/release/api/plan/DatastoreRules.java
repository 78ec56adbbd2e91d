package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpec.Type;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** Whether each datastore can be backed up and restored as its plan says, and is nobody else's. */
final class DatastoreRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    DatastoreRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        var taken = new HashMap<String, String>();
        for (var environment : plan.environments().values()) {
            for (var datastore : environment.datastores()) {
                checkSource(datastore);
                checkCommands(datastore);
                checkDatabase(datastore);
                checkDrill(datastore);
                if (environment.policy().restore() == RestorePolicy.AUTO) {
                    checkRestorable(environment, datastore);
                }
                if (hasNoHolder(datastore)) {
                    continue;
                }
                var other = taken.putIfAbsent(
                        environment.agent() + " " + holder(datastore), PlanRules.nameOf(environment, datastore.name()));
                if (other != null) {
                    fault(
                            "environments.%s.datastores.%s.%s"
                                    .formatted(environment.name(), datastore.name(), field(datastore)),
                            "%s is already the datastore of %s".formatted(holder(datastore), other),
                            "give each environment a %s of its own; a restore in one would overwrite the other's data"
                                    .formatted(field(datastore)));
                }
            }
        }
        return faults;
    }

    private void checkSource(DatastoreSpec datastore) {
        var path = path(datastore);
        var source = datastore.source();
        switch (datastore.type()) {
            case VOLUME, FOLDER -> {
                var isFolder = datastore.type() == Type.FOLDER;
                if (source == null || source.startsWith("/") != isFolder) {
                    fault(
                            "%s.%s".formatted(path, field(datastore)),
                            "is missing",
                            isFolder
                                    ? "say the folder on the agent's host, for example /opt/shop/uploads"
                                    : "say the volume's name as docker volume ls shows it");
                }
                if (!datastore.container().isEmpty()) {
                    fault(path + ".container", "a %s needs none".formatted(word(datastore)), "leave container out");
                }
                if (datastore.bootstrap() != null) {
                    fault(
                            path + ".bootstrap",
                            "a %s has no container to run it in".formatted(word(datastore)),
                            "write it under the service that uses it");
                }
            }
            case REDIS, COMMAND, MONGODB, POSTGRES, RABBITMQ, QDRANT -> {
                if (source != null) {
                    fault(
                            "%s.%s".formatted(path, source.startsWith("/") ? "folder" : "volume"),
                            "%s is backed up in its container".formatted(word(datastore)),
                            "leave it out, or use type: volume or type: folder");
                }
            }
        }
    }

    private void checkCommands(DatastoreSpec datastore) {
        var path = path(datastore);
        if (datastore.type() == Type.COMMAND) {
            if (datastore.backup().isEmpty()) {
                fault(path + ".backup", "is missing", "say the command whose output is the backup");
            }
        } else if (!datastore.backup().isEmpty() || !datastore.restore().isEmpty()) {
            fault(
                    path + ".type",
                    "%s is backed up with its own tools".formatted(word(datastore)),
                    "leave backup and restore out, or use type: command");
        }
    }

    private void checkDatabase(DatastoreSpec datastore) {
        if (datastore.type() != Type.POSTGRES && datastore.database() != null) {
            fault(
                    path(datastore) + ".database",
                    "%s is backed up whole".formatted(word(datastore)),
                    "leave it out; it is for type: postgres");
        }
    }

    /** Of the other types we know how to load and count one; here only the plan does. */
    private void checkDrill(DatastoreSpec datastore) {
        var drill = datastore.drill();
        if (drill == null || datastore.type() != Type.COMMAND) {
            return;
        }
        if (!datastore.canBeDrilled()) {
            fault(
                    path(datastore) + ".drill",
                    "nothing says how a backup is restored",
                    "say restore: the command that reads the backup, or leave drill out");
        }
        if (drill.check().isEmpty()) {
            fault(
                    path(datastore) + ".drill.check",
                    "is missing, and nothing else would tell whether the data is good",
                    "say the command that ends with 0 where it is");
        }
    }

    private void checkRestorable(PlannedEnvironment environment, DatastoreSpec datastore) {
        if (datastore.type() == Type.COMMAND && datastore.restore().isEmpty()) {
            fault(
                    path(datastore) + ".restore",
                    "is missing, and %s has restore: auto".formatted(environment.name()),
                    "say the command that reads the backup, or write restore: never there");
        }
    }

    private static boolean hasNoHolder(DatastoreSpec datastore) {
        return switch (datastore.type()) {
            case VOLUME, FOLDER -> datastore.source() == null;
            case REDIS, COMMAND, MONGODB, POSTGRES, RABBITMQ, QDRANT ->
                datastore.container().isEmpty();
        };
    }

    /** What a restore would overwrite, on its host. */
    private static String holder(DatastoreSpec datastore) {
        var database = datastore.database();
        return switch (datastore.type()) {
            case VOLUME, FOLDER -> "%s %s".formatted(word(datastore), datastore.source());
            case REDIS, COMMAND, MONGODB, POSTGRES, RABBITMQ, QDRANT ->
                database == null
                        ? "container %s".formatted(datastore.container())
                        : "database %s in container %s".formatted(database, datastore.container());
        };
    }

    private static String field(DatastoreSpec datastore) {
        return switch (datastore.type()) {
            case VOLUME, FOLDER -> word(datastore);
            case REDIS, COMMAND, MONGODB, POSTGRES, RABBITMQ, QDRANT -> "container";
        };
    }

    private static String word(DatastoreSpec datastore) {
        return datastore.type().name().toLowerCase(Locale.ROOT);
    }

    private static String path(DatastoreSpec datastore) {
        return "datastores.%s".formatted(datastore.name());
    }

    private void fault(String path, String message, String fix) {
        faults.add(new Fault(path, message, fix));
    }
}
