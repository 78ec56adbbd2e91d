package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environment.Holder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.Date;
import java.util.Objects;
import org.bson.Document;

/** An environment as a document. */
final class EnvironmentDocuments {

    private EnvironmentDocuments() {}

    static Environment read(Document document) {
        var holder = document.get("holder", Document.class);
        var lastRollback = document.getString("lastRollback");
        var goodEpoch = document.get("goodEpoch", Number.class);
        return new Environment(
                document.getString("app"),
                document.getString("environment"),
                document.get("epoch", Number.class).longValue(),
                holder == null ? null : holder(holder),
                lastRollback == null ? null : new DeploymentId(lastRollback),
                document.getList("good", Document.class).stream()
                        .map(EnvironmentDocuments::good)
                        .toList(),
                goodEpoch == null ? 0 : goodEpoch.longValue());
    }

    private static Holder holder(Document document) {
        var aborts = document.getString("aborts");
        return new Holder(
                new DeploymentId(document.getString("deployment")),
                new ReleaseId(document.getString("release")),
                Objects.requireNonNull(document.getBoolean("rollback")),
                aborts == null ? null : new DeploymentId(aborts),
                document.getDate("since").toInstant());
    }

    private static Good good(Document document) {
        return new Good(
                new DeploymentId(document.getString("deployment")),
                new ReleaseId(document.getString("release")),
                document.getString("version"),
                document.getDate("at").toInstant());
    }

    static Document write(Good good) {
        return new Document("deployment", good.deploymentId().value())
                .append("release", good.releaseId().value())
                .append("version", good.version())
                .append("at", Date.from(good.at()));
    }
}
