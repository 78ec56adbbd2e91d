package ai.kaleem.release.system.chaos.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds nothing in a good run, and in each spoilt one what was spoilt. */
class OracleTests {

    private static final Path STATES = Path.of(System.getProperty("kaleem.root", ".."), "docs/state-machine.md");

    @TempDir
    private Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = new Ledger(folder.resolve("ledger.jsonl"));
    }

    @Test
    void knowsNothingOfTheProduct() {
        var own = Oracle.class.getPackageName();
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are of the product or of its harness") {
                    @Override
                    public boolean test(JavaClass it) {
                        return it.getPackageName().startsWith("ai.kaleem")
                                && !it.getPackageName().equals(own);
                    }
                })
                .check(new ClassFileImporter().importPackages(own));
    }

    @Test
    void aGoodRunIsClean() {
        goodRun();
        assertThat(judged().findings()).isEmpty();
        assertThat(judged().line()).isEqualTo("kills=0 releases=1 lost=0 duplicated=0 unexpected=0 seed=7");
    }

    @Test
    void aPromiseThatNeverEndsIsLost() {
        asked("k2", "SUCCEEDED");
        answered("k2", 202, "R2", "D2");
        assertThat(judged().lost()).anyMatch(it -> it.contains("D2, which nobody knows"));
    }

    @Test
    void aKeyWithTwoDeploymentsIsDuplicated() {
        goodRun();
        answered("k1", 202, "R2", "D2");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("was promised as"));
    }

    @Test
    void aKeyThatIsPromisedAndRefusedIsDuplicated() {
        goodRun();
        answered("k1", 409, "", "");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("refused when it was repeated"));
    }

    @Test
    void aMissingEventIsLost() {
        goodRun();
        shown("event", Map.of("release", "R1", "number", 5));
        assertThat(judged().lost()).anyMatch(it -> it.contains("event 5 of 5 of release R1 was never told"));
    }

    @Test
    void anEventUnderTwoIdsIsDuplicated() {
        goodRun();
        told("other", 2, "release.deployment-started.v1", "DEPLOYING", 1000);
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("was told as e2 and as other"));
    }

    @Test
    void anEventUnderItsOwnIdAgainIsOnlyCounted() {
        goodRun();
        told("e2", 2, "release.deployment-started.v1", "DEPLOYING", 1000);
        assertThat(judged().findings()).isEmpty();
        assertThat(judged().allowed()).containsKey("an event told again under its own id");
    }

    @Test
    void aStateThatNoEdgeLeadsToIsUnexpected() {
        goodRun();
        shown("event", Map.of("release", "R1", "number", 5));
        told("e5", 5, "release.rolled-back.v1", "ROLLED_BACK", 3000);
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("from SUCCEEDED to ROLLED_BACK"));
    }

    @Test
    void anEndThatTheTeamNeverHeardIsLost() {
        asked("k1", "SUCCEEDED");
        answered("k1", 202, "R1", "D1");
        deployment("SUCCEEDED", List.of());
        assertThat(judged().lost()).anyMatch(it -> it.contains("nobody told the team how"));
    }

    @Test
    void aNoticeUnderTwoIdsIsDuplicated() {
        goodRun();
        notice("w4-again", 4, "DEPLOYED");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("reached the webhook as w4 and as w4-again"));
    }

    @Test
    void aSecondContainerOfAServiceIsDuplicated() {
        goodRun();
        engine("start", "c2", "D1");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("was started in 2 containers"));
    }

    @Test
    void aContainerThatAKilledEngineLostHoldOfMayBeMadeAnew() {
        goodRun();
        engine(1500, "die", "c1", "D1");
        engine(1600, "destroy", "c1", "D1");
        engine(2000, "start", "c2", "D1");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("was started in 2 containers"));

        ledger.append(1400, "fault", "ended", Map.of("kind", "ENGINE", "target", "", "from", 1300));
        assertThat(judged().duplicated()).isEmpty();
        assertThat(judged().allowed())
                .containsEntry("a container made anew, of which its killed engine had lost hold", 1);

        engine(2100, "start", "c3", "D1");
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("was started in 3 containers"));
    }

    @Test
    void aStartThatTheEngineKnowsNothingOfIsDuplicated() {
        goodRun();
        ledger.append(1500, "sample", "started", Map.of("container", "c1", "version", "2.0.1"));
        ledger.append(1600, "sample", "started", Map.of("container", "c1", "version", "2.0.1"));
        assertThat(judged().duplicated()).anyMatch(it -> it.contains("says 2 starts, its engine 1"));
    }

    @Test
    void anOrderThatIsNotInTheDataIsLost() {
        goodRun();
        ledger.append(1500, "customer", "bought", Map.of("app", "shop", "product", "order-9"));
        assertThat(judged().lost()).anyMatch(it -> it.contains("order order-9 of shop"));
    }

    @Test
    void aBackupThatIsNotThereIsLost() {
        goodRun();
        deployment(
                "SUCCEEDED", List.of(Map.of("datastore", "redis", "file", "/nowhere", "sha256", "00", "sealed", true)));
        assertThat(judged().lost()).anyMatch(it -> it.contains("/nowhere, which is not there"));
    }

    @Test
    void anotherEndThanItShouldHaveIsUnexpected() {
        goodRun();
        asked("k1", "ROLLED_BACK");
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("should have ended as [ROLLED_BACK]"));
    }

    @Test
    void aVersionThatNobodyWasServedHasNotSucceeded() {
        asked("k1", "SUCCEEDED");
        answered("k1", 202, "R1", "D1");
        deployment("SUCCEEDED", List.of());
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("never answered a customer"));
    }

    @Test
    void anotherVersionThanTheLastGoodOneIsUnexpected() {
        goodRun();
        shown("serves", Map.of("app", "shop", "version", "1.0.0"));
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("shop is served by '1.0.0'"));
    }

    @Test
    void whatIsParkedAndWhatIsLoggedIsUnexpected() {
        shown("parked", Map.of("message", "m"));
        shown("error", Map.of("service", "notifier", "line", "ERROR it broke"));
        assertThat(judged().unexpected()).containsExactly("parked: m", "notifier logged: ERROR it broke");
    }

    @Test
    void theRefusalOfAPastRequestIsParkedAndAllowed() {
        var refusal = Map.of("message", "m", "type", "agent.cancelled.v1", "subject", "D9");
        shown("parked", refusal);
        assertThat(judged().unexpected()).containsExactly("parked: m");

        ledger.append("fault", "asked-again", Map.of("app", "shop", "deployment", "D9"));
        assertThat(judged().unexpected()).isEmpty();

        shown("parked", Map.of("message", "n", "type", "agent.switched.v1", "subject", "D9"));
        assertThat(judged().unexpected()).containsExactly("parked: n");
    }

    @Test
    void aContainerOfADeploymentThatNobodyKnowsIsUnexpected() {
        goodRun();
        engine("start", "c2", "D9");
        assertThat(judged().unexpected()).singleElement().asString().endsWith("and nobody had asked for it");
    }

    @Test
    void anEventThatNobodyHearsIsAllowedOnlyWhereTheWitnessWasDeaf() {
        goodRun();
        shown("event", Map.of("release", "R1", "number", 5, "happened", 100_000));
        assertThat(judged().lost()).containsExactly("event 5 of 5 of release R1 was never told");

        ledger.append(101_000, "fault", "ended", Map.of("kind", "EVENTS_UNBOUND", "target", "", "from", 99_000));
        assertThat(judged().findings()).isEmpty();

        shown("event", Map.of("release", "R1", "number", 6, "happened", 101_001));
        assertThat(judged().lost()).containsExactly("event 6 of 6 of release R1 was never told");
    }

    @Test
    void anErrorThatTheBrokersFaultExplainsIsAllowedWhileItLasts() {
        var line = "1970-01-01T00:00:0%s.000Z ERROR Could not configure the channel to receive publisher confirms";
        ledger.append(3000, "fault", "ended", Map.of("kind", "RABBITMQ", "target", "", "from", 1000));
        shown("error", Map.of("service", "notifier", "line", line.formatted(2)));
        assertThat(judged().unexpected()).isEmpty();

        shown("error", Map.of("service", "notifier", "line", line.formatted(4)));
        assertThat(judged().unexpected()).hasSize(1);
    }

    @Test
    void aGateThatWasInterruptedTooOftenIsExplainedByKillsOfItsService() {
        asked("k1", "SUCCEEDED");
        answered("k1", 202, "R1", "D1");
        deployment("REJECTED", "lint could not be run: interrupted too often", List.of());
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("should have ended as [SUCCEEDED]"));

        ledger.append(3000, "fault", "ended", Map.of("kind", "GATE_SERVICE", "target", "", "from", 0));
        assertThat(judged().unexpected()).noneMatch(it -> it.contains("should have ended as"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENGINE", "CONTAINERD"})
    void anEngineThatWasKilledExplainsTheFailureOfAnyApp(String kind) {
        asked("k1", "SUCCEEDED");
        answered("k1", 202, "R1", "D1");
        deployment("FAILED", List.of());
        ledger.append(9000, "fault", "ended", Map.of("kind", kind, "target", "", "from", 8000));
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("should have ended as [SUCCEEDED]"));

        ledger.append(3000, "fault", "ended", Map.of("kind", kind, "target", "", "from", 1000));
        assertThat(judged().unexpected()).noneMatch(it -> it.contains("should have ended as"));
    }

    @Test
    void aCancelledReleaseMayBeRolledBackWhereThatCrossedItsSwitch() {
        asked("k1", "CANCELLED");
        answered("k1", 202, "R1", "D1");
        told("e1", 1, "release.switched.v1", "VERIFYING", 1000);
        deployment("ROLLED_BACK", List.of());
        cancelled(4000);
        assertThat(judged().unexpected()).anyMatch(it -> it.contains("should have ended as [CANCELLED]"));

        cancelled(900);
        assertThat(judged().unexpected()).noneMatch(it -> it.contains("should have ended as"));
        assertThat(judged().allowed())
                .containsKey("ROLLED_BACK, since its cancellation and its switch crossed on their way");
    }

    @Test
    void anOrderIsLostToARestoreOnlyInsideItsWindow() {
        ledger.append(
                0,
                "client",
                "asked",
                Map.of(
                        "key",
                        "k1",
                        "app",
                        "shop",
                        "version",
                        "2.0.1",
                        "ends",
                        List.of("SUCCEEDED"),
                        "restores",
                        "1970-01-01T00:00:01Z"));
        answered("k1", 202, "R1", "D1");
        var step = Map.of("name", "restore", "finishedAt", "1970-01-01T00:00:03Z");
        shown(
                "deployment",
                Map.of(
                        "app",
                        "shop",
                        "version",
                        "2.0.1",
                        "release",
                        "R1",
                        "gates",
                        List.of(),
                        "view",
                        Map.of("id", "D1", "kind", "RESTORE", "state", "SUCCEEDED", "steps", List.of(step))));
        shown("data", Map.of("app", "shop", "products", List.of()));
        ledger.append(2000, "customer", "bought", Map.of("app", "shop", "product", "inside"));
        assertThat(judged().lost()).noneMatch(it -> it.contains("order "));

        ledger.append(900, "customer", "bought", Map.of("app", "shop", "product", "before"));
        assertThat(judged().lost())
                .filteredOn(it -> it.startsWith("order "))
                .singleElement()
                .asString()
                .contains("order before of shop");
    }

    private void cancelled(long at) {
        ledger.append(at, "client", "cancel-answered", Map.of("deployment", "D1", "status", 202));
    }

    private Verdict judged() {
        return new Oracle(STATES).judge(List.of(ledger.file()), 7);
    }

    private void goodRun() {
        asked("k1", "SUCCEEDED");
        answered("k1", 202, "R1", "D1");
        told("e1", 1, "release.queued.v1", "WAITING", 1);
        told("e2", 2, "release.deployment-started.v1", "DEPLOYING", 1000);
        told("e3", 3, "release.switched.v1", "VERIFYING", 1500);
        told("e4", 4, "release.succeeded.v1", "SUCCEEDED", 2000);
        List.of(1, 2, 3, 4).forEach(it -> shown("event", Map.of("release", "R1", "number", it)));
        notice("w1", 1, "REQUESTED");
        notice("w4", 4, "DEPLOYED");
        ledger.append(2500, "chat", "notice", Map.of("app", "shop", "text", "shop 2.0.1 serves"));
        engine("start", "c1", "D1");
        ledger.append(1200, "customer", "serves", Map.of("app", "shop", "version", "2.0.1"));
        deployment("SUCCEEDED", List.of());
    }

    private void asked(String key, String end) {
        ledger.append(
                0, "client", "asked", Map.of("key", key, "app", "shop", "version", "2.0.1", "ends", List.of(end)));
    }

    private void answered(String key, int status, String release, String deployment) {
        ledger.append(
                "client",
                "answered",
                Map.of("key", key, "status", status, "release", release, "deployment", deployment, "body", "b"));
    }

    private void told(String id, long number, String type, String state, long happened) {
        ledger.append(happened, "story", "told", story(id, number, type, state, happened));
    }

    private static Map<String, Object> story(String id, long number, String type, String state, long happened) {
        var story = new TreeMap<String, Object>(Map.of("id", id, "number", number, "type", type, "state", state));
        story.putAll(Map.of("release", "R1", "deployment", "D1", "happened", happened));
        return story;
    }

    private void notice(String id, long number, String occasion) {
        ledger.append(
                "webhook",
                "notice",
                Map.of("id", id, "release", "R1", "deployment", "D1", "number", number, "occasion", occasion));
    }

    private void engine(String what, String container, String deployment) {
        engine(1000, what, container, deployment);
    }

    private void engine(long at, String what, String container, String deployment) {
        ledger.append(
                at,
                "engine",
                what,
                Map.of(
                        "container",
                        container,
                        "name",
                        container,
                        "app",
                        "shop",
                        "service",
                        "api",
                        "deployment",
                        deployment));
    }

    private void deployment(String state, List<?> backups) {
        deployment(state, "", backups);
    }

    private void deployment(String state, String reason, List<?> backups) {
        var view = Map.of(
                "id",
                "D1",
                "reason",
                reason,
                "environment",
                "production",
                "state",
                state,
                "epoch",
                1,
                "requestedAt",
                "1970-01-01T00:00:00Z",
                "finishedAt",
                "1970-01-01T00:00:02Z",
                "backups",
                backups);
        shown(
                "deployment",
                Map.of("app", "shop", "version", "2.0.1", "release", "R1", "view", view, "gates", List.of()));
    }

    private void shown(String what, Map<String, ?> more) {
        ledger.append("shown", what, more);
    }
}
