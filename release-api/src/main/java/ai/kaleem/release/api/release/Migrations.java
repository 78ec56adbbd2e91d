package ai.kaleem.release.api.release;

import ai.kaleem.release.api.release.ReleaseView.MigrationView;
import java.util.List;
import java.util.Objects;

/** What a deployment did to the data so that its version can work with it. A rollback migrates nothing. */
final class Migrations {

    private Migrations() {}

    static List<MigrationView> of(DeploymentSnapshot deployment) {
        if (deployment.kind().isOfWhatRan()) {
            return List.of();
        }
        var report = deployment.reports().agent();
        var begun = report != null
                && report.steps().stream().anyMatch(it -> it.name().equals("migrate") && it.startedAt() != null);
        return deployment.plan().services().stream()
                .filter(it -> it.migrate() != null)
                .map(it -> {
                    var migrate = Objects.requireNonNull(it.migrate());
                    return new MigrationView(it.name(), migrate.run(), migrate.reversible(), begun);
                })
                .toList();
    }
}
