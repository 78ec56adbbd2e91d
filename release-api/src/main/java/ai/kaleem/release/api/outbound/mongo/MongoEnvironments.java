package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.Turn;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One document an environment: it is the lock. */
public final class MongoEnvironments implements Environments {

    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> environments;
    private final Clock clock;

    public MongoEnvironments(MongoDatabase database, Clock clock) {
        this.environments = Durable.collection(database, "environments");
        this.clock = clock;
    }

    @Override
    public Optional<Environment> find(String app, String environment) {
        return Optional.ofNullable(
                        environments.find(eq("_id", key(app, environment))).first())
                .map(it -> Legible.read("environments", "a field", it, EnvironmentDocuments::read));
    }

    @Override
    public List<Environment> held() {
        return environments.find(ne("holder", null)).into(new ArrayList<>()).stream()
                .flatMap(Legible.each("environments", "a field", EnvironmentDocuments::read))
                .toList();
    }

    @Override
    public Turn take(String app, String environment, ReleaseId release, DeploymentId deployment) {
        while (true) {
            var taken = takeFree(app, environment, release, deployment, false);
            if (taken.isPresent()) {
                return new Turn.Taken(taken.get().epoch(), null);
            }
            var now = find(app, environment);
            var holder = now.map(Environment::holder);
            if (holder.isPresent()) {
                return holder.get().deploymentId().equals(deployment)
                        ? new Turn.Taken(now.get().epoch(), holder.get().aborts())
                        : new Turn.HeldBy(holder.get().deploymentId());
            }
        }
    }

    @Override
    public Turn seize(String app, String environment, ReleaseId release, DeploymentId deployment) {
        while (true) {
            var taken = takeFree(app, environment, release, deployment, true);
            if (taken.isPresent()) {
                return new Turn.Taken(taken.get().epoch(), null);
            }
            var now = find(app, environment).orElse(null);
            if (now == null) {
                continue;
            }
            var holder = now.holder();
            var newer = now.lastRollback();
            if (newer != null && now.isPastRollback(deployment)) {
                return new Turn.HeldBy(newer);
            }
            if (holder == null) {
                continue;
            }
            if (holder.deploymentId().equals(deployment)) {
                return new Turn.Taken(now.epoch(), holder.aborts());
            }
            var seized = environments.findOneAndUpdate(
                    and(
                            eq("_id", key(app, environment)),
                            eq("holder.deployment", holder.deploymentId().value()),
                            notPast(deployment)),
                    turn(release, deployment, true, holder.deploymentId()),
                    AFTER);
            if (seized != null) {
                return new Turn.Taken(EnvironmentDocuments.read(seized).epoch(), holder.deploymentId());
            }
        }
    }

    /** Empty where somebody has the turn. */
    private Optional<Environment> takeFree(
            String app, String environment, ReleaseId release, DeploymentId deployment, boolean rollback) {
        var here = and(eq("_id", key(app, environment)), eq("holder", null));
        var free = rollback ? and(here, notPast(deployment)) : here;
        var turn = turn(release, deployment, rollback, null);
        var taken = environments.findOneAndUpdate(free, turn, AFTER);
        if (taken == null && make(app, environment)) {
            taken = environments.findOneAndUpdate(free, turn, AFTER);
        }
        return Optional.ofNullable(taken).map(EnvironmentDocuments::read);
    }

    private static Bson notPast(DeploymentId rollback) {
        return or(eq("lastRollback", null), lte("lastRollback", rollback.value()));
    }

    /** Whether the environment was not there, and now is. */
    private boolean make(String app, String environment) {
        if (find(app, environment).isPresent()) {
            return false;
        }
        var untouched = Updates.combine(
                Updates.setOnInsert("app", app),
                Updates.setOnInsert("environment", environment),
                Updates.setOnInsert("epoch", 0L),
                Updates.setOnInsert("holder", null),
                Updates.setOnInsert("good", List.of()));
        try {
            environments.updateOne(eq("_id", key(app, environment)), untouched, new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            // Somebody else made it in this moment.
            if (!Durable.isDuplicate(e)) {
                throw e;
            }
        }
        return true;
    }

    private Bson turn(ReleaseId release, DeploymentId deployment, boolean rollback, @Nullable DeploymentId aborts) {
        var holder = new Document("deployment", deployment.value())
                .append("release", release.value())
                .append("rollback", rollback)
                .append("aborts", aborts == null ? null : aborts.value())
                .append("since", Date.from(clock.instant()));
        var turn = Updates.combine(Updates.set("holder", holder), Updates.inc("epoch", 1L));
        return rollback ? Updates.combine(turn, Updates.set("lastRollback", deployment.value())) : turn;
    }

    @Override
    public void remember(String app, String environment, Good good, long epoch, boolean rollback) {
        while (true) {
            var now = find(app, environment);
            if (now.isEmpty() || now.get().goodEpoch() >= epoch) {
                return;
            }
            var list = now.get().goodAfter(good, rollback).stream()
                    .map(EnvironmentDocuments::write)
                    .toList();
            // The epoch only grows, so what was read is still so where it is the same.
            var read = now.get().goodEpoch();
            var written = environments.updateOne(
                    and(
                            eq("_id", key(app, environment)),
                            read == 0 ? or(eq("goodEpoch", null), eq("goodEpoch", 0L)) : eq("goodEpoch", read)),
                    Updates.combine(Updates.set("good", list), Updates.set("goodEpoch", epoch)));
            if (written.getMatchedCount() > 0) {
                return;
            }
        }
    }

    @Override
    public void leave(String app, String environment, long epoch) {
        environments.updateOne(
                and(eq("_id", key(app, environment)), or(eq("goodEpoch", null), lt("goodEpoch", epoch))),
                Updates.combine(Updates.set("good", List.of()), Updates.set("goodEpoch", epoch)));
    }

    @Override
    public void fence(String app, String environment, DeploymentId deployment) {
        environments.updateOne(
                and(eq("_id", key(app, environment)), eq("holder.deployment", deployment.value())),
                Updates.inc("epoch", 1L));
    }

    @Override
    public void giveBack(String app, String environment, DeploymentId deployment) {
        environments.updateOne(
                and(eq("_id", key(app, environment)), eq("holder.deployment", deployment.value())),
                Updates.set("holder", null));
    }

    private static String key(String app, String environment) {
        return app + "/" + environment;
    }
}
