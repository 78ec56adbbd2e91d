package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport.Backup;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a team goes through before it calls a release done, ticked by facts and by nobody's hand.
 *
 * @param environment where
 * @param items in the order of their time
 */
public record Checklist(String environment, List<Item> items) {

    /**
     * @param done null where the plan asks for nothing of the kind, so that there is nothing to do
     * @param why the fact it stands on, or what is missing
     */
    public record Item(String id, @Nullable Boolean done, String why) {}

    /**
     * @param environment null where it is clear without
     * @throws EnvironmentMissing where it is not clear, or it was never released there
     */
    public static Checklist of(Release release, @Nullable String environment) {
        var deployment = Meant.of(release, environment, it -> it.kind() == Kind.RELEASE);
        var facts = new Facts(release, deployment);
        return new Checklist(
                deployment.environment(),
                List.of(
                        facts.reviewed(),
                        facts.checked(),
                        facts.images(),
                        facts.deployed(),
                        facts.healthy(),
                        facts.looked(),
                        facts.wayBack()));
    }

    private record Facts(Release release, Deployment deployment) {

        Item reviewed() {
            var wanted = deployment.plan().decisions().approvals();
            var given = deployment.approvals();
            if (wanted == 0) {
                return new Item("reviewed", null, "The plan asks for no approval");
            }
            return given.size() >= wanted
                    ? new Item(
                            "reviewed",
                            true,
                            "Approved by %s"
                                    .formatted(given.stream().map(Approval::by).collect(Collectors.joining(", "))))
                    : new Item("reviewed", false, "%d of %d approvals are there".formatted(given.size(), wanted));
        }

        /** Of a promotion those that ran once for the release count. */
        Item checked() {
            return verdict(
                    "tests-pass",
                    deployment.plan().before().isEmpty(),
                    release.deployments().getFirst().reports().checks());
        }

        Item images() {
            var loose = release.images().values().stream()
                    .filter(it -> !ImageRef.isPinned(it))
                    .toList();
            if (loose.isEmpty()) {
                return new Item("image-pushed", true, "Every image is pinned to its digest");
            }
            return loose.stream().anyMatch(ImageRef::namesRegistry)
                    ? new Item(
                            "image-pushed",
                            false,
                            "Not known by its digest yet: %s".formatted(String.join(", ", loose)))
                    : new Item(
                            "image-pushed",
                            null,
                            "No registry: %s is on the server alone".formatted(String.join(", ", loose)));
        }

        Item deployed() {
            var state = deployment.state();
            return switch (state) {
                case VERIFYING, BAKING, SUCCEEDED ->
                    new Item("deployed", true, "All traffic of %s is on it".formatted(deployment.environment()));
                default -> new Item("deployed", false, "It is %s in %s".formatted(state, deployment.environment()));
            };
        }

        Item healthy() {
            return verdict(
                    "healthy",
                    deployment.plan().after().isEmpty(),
                    deployment.reports().after());
        }

        Item looked() {
            var looks = Looks.of(deployment.snapshot());
            if (looks.checks().names().isEmpty()) {
                return new Item("manual-testing", null, "The plan has no manual checks");
            }
            if (!looks.failed().isEmpty()) {
                return new Item(
                        "manual-testing", false, "Did not pass: %s".formatted(String.join(", ", looks.failed())));
            }
            return looks.open().isEmpty()
                    ? new Item(
                            "manual-testing",
                            true,
                            "All %d are signed".formatted(looks.checks().names().size()))
                    : new Item(
                            "manual-testing",
                            false,
                            "Nobody signed yet: %s".formatted(String.join(", ", looks.open())));
        }

        Item wayBack() {
            var previous = deployment.previousVersion();
            if (previous == null) {
                return new Item(
                        "rollback-ready", false, "Nothing served %s before".formatted(deployment.environment()));
            }
            if (deployment.plan().datastores().isEmpty()) {
                return new Item("rollback-ready", true, "%s is there to go back to".formatted(previous));
            }
            var report = deployment.reports().agent();
            var backups = report == null ? List.<Backup>of() : report.backups();
            var unsealed = named(backups.stream().filter(it -> !it.sealed()));
            if (backups.isEmpty() || !unsealed.isEmpty()) {
                return new Item(
                        "rollback-ready",
                        false,
                        backups.isEmpty() ? "The data was not backed up yet" : "Not sealed: %s".formatted(unsealed));
            }
            return new Item(
                    "rollback-ready",
                    true,
                    "%s is there to go back to, with a sealed backup of %s"
                            .formatted(previous, named(backups.stream())));
        }

        private static String named(Stream<Backup> backups) {
            return backups.map(Backup::datastore).collect(Collectors.joining(", "));
        }

        private static Item verdict(String id, boolean isNotAsked, @Nullable GateReport report) {
            if (isNotAsked) {
                return new Item(id, null, "The plan has no gates for it");
            }
            if (report == null || report.verdict() == Verdict.RUNNING) {
                return new Item(id, false, "No verdict yet");
            }
            return report.verdict() == Verdict.PASSED
                    ? new Item(id, true, report.reason() == null ? summary(report) : report.reason())
                    : new Item(id, false, GateStory.reason(report));
        }

        private static String summary(GateReport report) {
            return "%d gates passed: %s"
                    .formatted(
                            report.gates().size(),
                            report.gates().stream().map(GateReport.Gate::name).collect(Collectors.joining(", ")));
        }
    }
}
