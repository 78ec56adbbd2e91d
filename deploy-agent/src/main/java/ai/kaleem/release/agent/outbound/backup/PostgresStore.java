package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database of a PostgreSQL, with {@code pg_dump} and {@code pg_restore} of its own image. A restore puts the present
 * database aside under another name and drops it when the restored one is whole, or brings it back when that fails: so the
 * disk must hold both. User and database are what the container was given, as the official image reads them.
 */
record PostgresStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

    /** PostgreSQL cuts longer names off. */
    private static final int LONGEST_NAME = 63;

    private static final String ASIDE = "_before_restore";

    /** One statement, whatever tables there are. */
    private static final String ROWS = "SELECT n.nspname || '.' || c.relname, (xpath('/row/rows/text()', query_to_xml("
            + "format('SELECT count(*) AS rows FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text "
            + "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    /** A drill writes the data a second time. */
    private static final long CHEAP = 64L * 1024 * 1024;

    @Override
    public String extension() {
        return "pgdump";
    }

    @Override
    public OptionalLong estimate() throws IOException {
        var session = session();
        return OptionalLong.of(
                Long.parseLong(session.ask("SELECT pg_database_size(%s)".formatted(literal(session.database())))));
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        var session = session();
        // Its own compression would be slower than ours, and in vain.
        session.run(
                out, "pg_dump", "--format=custom", "--compress=0", "--no-password", "--dbname=" + session.database());
    }

    @Override
    public boolean drill(Packed backup) throws IOException {
        if (backup.bytes() > CHEAP) {
            return false;
        }
        try (var throwaway = ThrowawayStore.like(spec, engine, place, "throwaway")) {
            var store = new PostgresStore(engine, place, spec.withContainer(throwaway.name()));
            throwaway.await(() -> store.session().answers(), spec.timeout());
            store.restore(backup);
            return true;
        }
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return session().count();
    }

    @Override
    public Copy copy(Packed backup) throws IOException {
        return ThrowawayCopy.of(ThrowawayStore.like(spec, engine, place, RestoreDrill.ROLE), container -> {
            var store = new PostgresStore(engine, place, spec.withContainer(container.name()));
            container.await(() -> store.session().answers(), spec.timeout());
            store.restore(backup);
            return new ThrowawayCopy(
                    container, store::count, it -> store.session().check(it));
        });
    }

    @Override
    public void restore(Packed backup) throws IOException {
        var session = session();
        try (var file = HandedIn.of(engine, spec.container(), backup)) {
            bringBack(session);
            putAside(session);
            try {
                session.run(
                        OutputStream.nullOutputStream(),
                        "pg_restore",
                        "--exit-on-error",
                        "--create",
                        "--no-password",
                        "--dbname=template1",
                        file.path());
            } catch (IOException e) {
                bringBack(session);
                throw e;
            }
            session.ask("DROP DATABASE IF EXISTS %s".formatted(identifier(aside(session))));
        }
    }

    /** While one is put aside, the restore has not ended: what has its name is half of it. */
    private static void bringBack(Session session) throws IOException {
        if (session.has(aside(session))) {
            log.warn("The restore of database {} did not end; what it held before is put back", session.database());
            session.ask("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(identifier(session.database())));
            session.ask("ALTER DATABASE %s RENAME TO %s"
                    .formatted(identifier(aside(session)), identifier(session.database())));
        }
        if (session.has(session.database())) {
            session.ask("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(identifier(session.database())));
        }
    }

    /** Nobody may be connected to a database that gets another name. */
    private static void putAside(Session session) throws IOException {
        if (!session.has(session.database())) {
            return;
        }
        session.ask("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(identifier(session.database())));
        session.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                .formatted(literal(session.database())));
        session.ask(
                "ALTER DATABASE %s RENAME TO %s".formatted(identifier(session.database()), identifier(aside(session))));
    }

    private static String aside(Session session) {
        var database = session.database();
        return database.substring(0, Math.min(database.length(), LONGEST_NAME - ASIDE.length())) + ASIDE;
    }

    private static String identifier(String name) {
        return "\"%s\"".formatted(name.replace("\"", "\"\""));
    }

    private static String literal(String value) {
        return "'%s'".formatted(value.replace("'", "''"));
    }

    Session session() throws IOException {
        var container = Tool.running(engine, spec.container());
        var user = Tool.variable(container, "POSTGRES_USER").orElse("postgres");
        var database = spec.database() == null
                ? Tool.variable(container, "POSTGRES_DB").orElse(user)
                : spec.database();
        var environment = Tool.variable(container, "POSTGRES_PASSWORD")
                .map(it -> Map.of("PGPASSWORD", it))
                .orElse(Map.of());
        return new Session(new Tool(engine, spec.container(), environment, spec.timeout()), user, database);
    }

    record Session(Tool tool, String user, String database) {

        void run(OutputStream out, String program, String... arguments) throws IOException {
            var argv = new ArrayList<>(List.of(program, "--username=" + user));
            argv.addAll(List.of(arguments));
            tool.run(argv, out);
        }

        /** One statement, and not in the database itself, so that this may be dropped. */
        String ask(String statement) throws IOException {
            return tool.ask(List.of(
                    "psql",
                    "--username=" + user,
                    "--no-password",
                    "--no-psqlrc",
                    "--dbname=template1",
                    "--tuples-only",
                    "--no-align",
                    "--set=ON_ERROR_STOP=1",
                    "--command=" + statement));
        }

        /** Rows of each table. */
        Map<String, Long> count() throws IOException {
            return Counts.read(tool.ask(List.of(
                    "psql",
                    "--username=" + user,
                    "--no-password",
                    "--no-psqlrc",
                    "--dbname=" + database,
                    "--tuples-only",
                    "--no-align",
                    "--set=ON_ERROR_STOP=1",
                    "--command=" + ROWS)));
        }

        /** As one who signs in to the restored database. */
        String check(List<String> argv) throws IOException {
            var environment = new HashMap<>(tool.environment());
            environment.put("PGUSER", user);
            environment.put("PGDATABASE", database);
            return new Tool(tool.engine(), tool.container(), environment, tool.timeout()).ask(argv);
        }

        boolean has(String name) throws IOException {
            return ask("SELECT 1 FROM pg_database WHERE datname = %s".formatted(literal(name)))
                    .equals("1");
        }

        /** By its port: while it makes its first cluster, an image's server listens at its socket alone. */
        boolean answers() {
            try {
                new Tool(tool.engine(), tool.container(), Map.of(), Duration.ofSeconds(10))
                        .run(List.of("pg_isready", "--quiet", "--host=127.0.0.1"));
                return true;
            } catch (IOException notYet) {
                return false;
            }
        }
    }
}
