package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.agent.deploy.Deployment;
import ai.kaleem.release.agent.deploy.Journal;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.PlaceState;
import ai.kaleem.release.agent.deploy.SavedDeployment;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.messaging.Envelopes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The journal's tables inside one transaction. */
final class SqliteEntries implements Journal.Entries {

    private final Connection connection;
    private final Envelopes envelopes;
    private final Clock clock;
    private final JsonMapper mapper;

    /** Carries the failure of the file through the interface of the inside. */
    static final class Failed extends RuntimeException {

        private final SQLException cause;

        Failed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        SQLException cause() {
            return cause;
        }
    }

    /** What stands there is not what an agent of this version or an older one writes. */
    static final class Unreadable extends RuntimeException {

        Unreadable(String deployment, RuntimeException cause) {
            super(
                    "The journal's entry of deployment %s cannot be read (%s)"
                            .formatted(deployment, Objects.requireNonNullElse(cause.getMessage(), "incomplete")),
                    cause);
        }
    }

    SqliteEntries(Connection connection, Envelopes envelopes, Clock clock, JsonMapper mapper) {
        this.connection = connection;
        this.envelopes = envelopes;
        this.clock = clock;
        this.mapper = mapper;
    }

    @Override
    public Optional<Deployment> find(DeploymentId id) {
        return query("SELECT id, request, saved FROM deployment WHERE id = ?", this::deployment, id.value()).stream()
                .findFirst();
    }

    /** One at a time: with their evidence, all of them are many megabytes. */
    @Override
    public Optional<Deployment> newest(Place place, Predicate<Deployment> which) {
        return query(
                        "SELECT id FROM deployment WHERE app = ? AND environment = ? ORDER BY number DESC",
                        row -> new DeploymentId(row.getString("id")),
                        place.app(),
                        place.environment())
                .stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(which)
                .findFirst();
    }

    @Override
    public List<Deployment> unfinished(Place place) {
        return query(
                "SELECT id, request, saved FROM deployment WHERE app = ? AND environment = ? AND ended = 0 ORDER BY number",
                this::deployment,
                place.app(),
                place.environment());
    }

    @Override
    public List<PlaceState> places() {
        return query(
                "SELECT app, environment, epoch, serving FROM place ORDER BY app, environment", SqliteEntries::state);
    }

    @Override
    public PlaceState place(Place place) {
        return query(
                        "SELECT app, environment, epoch, serving FROM place WHERE app = ? AND environment = ?",
                        SqliteEntries::state,
                        place.app(),
                        place.environment())
                .stream()
                .findFirst()
                .orElseGet(() -> PlaceState.unknown(place));
    }

    @Override
    public void put(Deployment deployment) {
        var saved = mapper.writeValueAsString(deployment.saved());
        var ended = deployment.hasEnded() ? 1 : 0;
        var known = update(
                "UPDATE deployment SET phase = ?, ended = ?, saved = ? WHERE id = ?",
                deployment.phase().name(),
                ended,
                saved,
                deployment.id().value());
        if (known == 0) {
            update(
                    "INSERT INTO deployment (id, app, environment, phase, ended, request, saved) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    deployment.id().value(),
                    deployment.place().app(),
                    deployment.place().environment(),
                    deployment.phase().name(),
                    ended,
                    mapper.writeValueAsString(deployment.request()),
                    saved);
        }
    }

    @Override
    public void put(PlaceState state) {
        var serving = state.serving();
        update(
                "INSERT INTO place (app, environment, epoch, serving) VALUES (?, ?, ?, nullif(?, ''))"
                        + " ON CONFLICT (app, environment) DO UPDATE SET epoch = excluded.epoch, serving = excluded.serving",
                state.place().app(),
                state.place().environment(),
                state.epoch(),
                serving == null ? "" : serving.value());
    }

    @Override
    public void forget(Place place, int butNewest) {
        update(
                "DELETE FROM deployment WHERE app = ? AND environment = ? AND ended = 1"
                        + " AND id NOT IN (SELECT serving FROM place WHERE serving IS NOT NULL)"
                        + " AND id NOT IN (SELECT id FROM deployment WHERE app = ? AND environment = ?"
                        + " ORDER BY number DESC LIMIT ?)",
                place.app(),
                place.environment(),
                place.app(),
                place.environment(),
                butNewest);
    }

    @Override
    public void tell(Fact.AgentFact fact) {
        var sealed = envelopes.seal(fact);
        update(
                "INSERT INTO outbox (owner, id, exchange, routing_key, type, subject, body, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                fact.report().deploymentId().value(),
                sealed.id(),
                sealed.exchange(),
                sealed.routingKey(),
                sealed.type(),
                sealed.subject(),
                sealed.body(),
                clock.millis());
    }

    private Deployment deployment(ResultSet row) throws SQLException {
        try {
            return Deployment.of(
                    mapper.readValue(row.getString("request"), DeploymentRequested.class),
                    mapper.readValue(row.getString("saved"), SavedDeployment.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new Unreadable(row.getString("id"), e);
        }
    }

    private static PlaceState state(ResultSet row) throws SQLException {
        var serving = row.getString("serving");
        return new PlaceState(
                new Place(row.getString("app"), row.getString("environment")),
                row.getLong("epoch"),
                serving == null ? null : new DeploymentId(serving));
    }

    private interface Mapping<T> {

        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Mapping<T> mapping, Object... values) {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            var found = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(mapping.of(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    private int update(String sql, Object... values) {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }
}
