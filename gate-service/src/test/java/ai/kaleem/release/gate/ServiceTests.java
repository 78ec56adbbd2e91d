package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec.Flaky;
import ai.kaleem.release.common.contract.GateSpec.When;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, over a real broker and its own store: asked by messages, answering by facts. */
class ServiceTests {

    private final ReleaseApi releaseApi = new ReleaseApi();

    @TempDir
    Path folder;

    private Repository repository;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void start() throws IOException {
        repository = Repository.in(folder.resolve("shop"));
        Files.writeString(folder.resolve("token"), "internal\n");
        service = launch();
    }

    @AfterEach
    void stop() {
        service.close();
        releaseApi.close();
    }

    @Test
    void passesACommitWhoseGatesPass() throws IOException {
        var commit = repository.script("check", "echo checked $CI").commit("feat: products");

        releaseApi.ask(before(source("main"), program("unit", "./check")));

        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(end.commit()).isEqualTo(commit);
        assertThat(end.changes()).containsExactly("feat: products");
        assertThat(end.gates().getFirst().result()).isEqualTo(Result.PASS);
        assertThat(end.gates().getFirst().evidence()).isEqualTo("checked true\n");
        assertThat(releaseApi.reports())
                .extracting(GateReport::revision)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void failsAndSkipsWhatNeedsTheFailure() throws IOException {
        repository.commit("empty");

        releaseApi.ask(before(source("main"), program("unit", "false"), program("package", List.of("unit"), "true")));

        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(end.reason()).startsWith("unit failed: exit 1 after");
        assertThat(end.gates()).extracting(GateReport.Gate::status).containsExactly(Status.FINISHED, Status.SKIPPED);
        assertThat(end.gates().getLast().summary()).isEqualTo("needs unit, which did not pass");
    }

    @Test
    void readsTheReportsOfAFlakyProgramAndDoesNotJudgeItByThoseOfItsFirstAttempt() throws IOException {
        repository
                .script(
                        "test",
                        "mkdir -p reports",
                        "if [ -e tried ]; then cp good.xml reports/b.xml; exit 0; fi",
                        "touch tried",
                        "cp bad.xml reports/a.xml; touch -d '2 minutes ago' reports/a.xml",
                        "exit 1")
                .file("good.xml", "<testsuite><testcase classname='cart' name='adds' time='0.2'/></testsuite>")
                .file("bad.xml", "<testsuite><testcase name='adds'><failure message='no'/></testcase></testsuite>")
                .commit("flaky");
        var gate = program("unit", "./test")
                .withFlaky(new Flaky(1, Duration.ZERO))
                .withReports(List.of(new ReportSpec(ReportSpec.Format.JUNIT, "reports/**/*.xml", null, null)));

        releaseApi.ask(before(source("main"), gate));

        var end = releaseApi.verdict();
        assertThat(end.verdict()).as(end.toString()).isEqualTo(Verdict.PASSED);
        assertThat(end.gates().getFirst().summary())
                .startsWith("1 test passed, slowest cart adds with 0.2 s (exit 0 after ")
                .endsWith("; passed at attempt 2 of 2: flaky");
        assertThat(end.gates().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatLooksAtFilesThatAreAsTheyRun() throws IOException {
        var runs = repository.file("Backend/a.ts", "one").commit("feat: one");
        repository.file("docs/a.md", "two").commit("docs: two");
        var backend = program("backend", "false").withWhen(new When(List.of(), List.of("Backend/**")));
        var docs = program("docs", "true").withWhen(new When(List.of(), List.of("docs/**")));

        releaseApi.ask(before(source("main"), backend, docs).withRuns(runs));

        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(end.gates()).extracting(GateReport.Gate::status).containsExactly(Status.SKIPPED, Status.FINISHED);
        assertThat(end.gates().getFirst().summary())
                .isEqualTo(
                        "nothing of Backend/** is other than in %s, which runs there".formatted(runs.substring(0, 12)));
    }

    @Test
    void aRepeatedRequestChangesNothing() throws IOException {
        repository
                .script("check", "echo run >> %s".formatted(folder.resolve("count")))
                .commit("count");
        var request = before(source("main"), program("unit", "./check"));

        releaseApi.ask(request);
        var first = releaseApi.verdict();
        releaseApi.ask(request);
        releaseApi.ask(new ReportRequested(request.releaseId(), request.deploymentId(), null, GatePhase.BEFORE));

        var again = releaseApi.verdict();
        assertThat(again.revision()).isEqualTo(first.revision() + 1);
        assertThat(again.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(folder.resolve("count")).hasContent("run");
    }

    @Test
    void saysWhichVersionIsNextToWhoeverKnowsTheInternalToken() throws Exception {
        repository.commit("feat: products");
        repository.git("tag", "v1.0.0");
        repository.commit("feat(orders): two currencies");

        var answer = nextVersion("internal", repository.url(), "main");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"version\":\"1.1.0\"", "\"from\":\"1.0.0\"", "\"subject\":\"two currencies\"");
        var unfit = nextVersion("internal", repository.url(), "nowhere");
        assertThat(unfit.statusCode()).isEqualTo(422);
        assertThat(unfit.body()).contains("has no branch, tag or commit 'nowhere'");
        var away = nextVersion("internal", "file://" + folder.resolve("gone"), "main");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("cannot be reached");
        assertThat(nextVersion("guessed", repository.url(), "main").statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> nextVersion(String token, String url, String ref) throws Exception {
        var question = """
                {"repository": "%s", "ref": "%s", "tagPrefix": "v", "initial": "0.1.0", "candidate": false,
                 "bumpMinorPreMajor": false, "bumpPatchForMinorPreMajor": false}""".formatted(url, ref);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/internal/next-version"
                        .formatted(service.getEnvironment().getProperty("local.server.port"))))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void showsALogWhileItsGateRuns() throws Exception {
        var go = folder.resolve("go");
        repository
                .script("slow", "echo begun", "while [ ! -e %s ]; do sleep 0.05; done".formatted(go), "echo done")
                .commit("slow");
        var request = before(source("main"), program("slow", "./slow"));

        releaseApi.ask(request);

        await().atMost(ReleaseApi.SOON)
                .until(() -> log(request, "slow", "", "internal").body().equals("begun\n"));
        assertThat(log(request, "slow", "", "internal").headers().firstValue("Kaleem-Log-Complete"))
                .hasValue("false");
        Files.createFile(go);
        releaseApi.verdict();
        assertThat(log(request, "slow", "?offset=6", "internal").body()).isEqualTo("done\n");
        assertThat(log(request, "none", "", "internal").statusCode()).isEqualTo(404);
        assertThat(log(request, "none", "", "internal").body()).contains("No gate 'none'");
        assertThat(log(request, "slow", "", "guessed").statusCode()).isEqualTo(401);
    }

    @Test
    void runsAnInterruptedGateAgainAsAttemptTwo() throws Exception {
        var pids = folder.resolve("pids");
        var go = folder.resolve("go");
        repository
                .script("slow", "echo $$ >> %s".formatted(pids), "while [ ! -e %s ]; do sleep 0.05; done".formatted(go))
                .commit("slow");
        releaseApi.ask(
                before(source("main"), program("install", "true"), program("slow", List.of("install"), "./slow")));
        await().atMost(ReleaseApi.SOON).until(() -> Files.exists(pids));

        service.close();
        assertThat(ProcessHandle.of(Long.parseLong(Files.readAllLines(pids).getFirst())))
                .as("the program of the former life")
                .isEmpty();
        Files.createFile(go);
        service = launch();

        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(end.gates()).extracting(GateReport.Gate::attempt).containsExactly(1, 2);
    }

    @Test
    void parksWhatItIsNotAsked() throws IOException {
        repository.commit("empty");
        releaseApi.ask(new Request.KeepRequested(
                before(source("main"), program("unit", "true")).releaseId(),
                before(source("main"), program("unit", "true")).deploymentId(),
                "vps-1",
                1));

        await().atMost(ReleaseApi.SOON).until(() -> releaseApi.parked() == 1);
    }

    @Test
    void goesOnAfterARequestOfANewerVersionWhichIsParked() throws IOException {
        repository.commit("empty");
        var request = before(source("main"), program("unit", "true"));

        releaseApi.ask(request, "gates.requested.v1", "gates.requested.v9");
        releaseApi.ask(request, "\"BEFORE\"", "\"BETWEEN\"");
        releaseApi.ask(request, "\"data\":{", "\"data\":{\"mood\":\"calm\",");

        assertThat(releaseApi.verdict().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(releaseApi.parked()).isEqualTo(2);
    }

    @Test
    void pinsImagesToTheDigestsOfTheirRegistry() throws IOException {
        repository.commit("empty");
        try (var registry = Registry.start(folder.resolve("registry"))) {
            var digest = registry.pushNew("owner/api:1.4.0");
            var images = Map.of("api", registry.image("owner/api:1.4.0"), "local", "shop-worker:1.4.0");

            releaseApi.ask(before(source("main"), images, program("unit", "true")));

            var end = releaseApi.verdict();
            assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(end.images())
                    .containsEntry("api", "%s@%s".formatted(registry.image("owner/api"), digest))
                    .containsEntry("local", "shop-worker:1.4.0");
        }
    }

    @Test
    void failsAReleaseWhoseImageWasNeverPushed() throws IOException {
        repository.commit("empty");
        try (var registry = Registry.start(folder.resolve("registry"))) {
            registry.pushNew("owner/api:1.4.0");
            var images = Map.of("api", registry.image("owner/api:9.9.9"));

            releaseApi.ask(before(source("main"), images, program("unit", "true")));

            var end = releaseApi.verdict();
            assertThat(end.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(end.reason()).isEqualTo("image %s has no tag 9.9.9".formatted(registry.image("owner/api")));
            assertThat(end.gates()).extracting(GateReport.Gate::status).doesNotContain(Status.FINISHED);
        }
    }

    private ConfigurableApplicationContext launch() {
        return new SpringApplicationBuilder(GateServiceApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.rabbitmq.addresses=" + Broker.shared().url(),
                        "--kaleem.gates.data-folder=" + folder.resolve("data"),
                        "--kaleem.embedded-mongo.folder=" + folder.resolve("data/mongo"),
                        "--kaleem.internal-token-file=" + folder.resolve("token"));
    }

    private Request.Source source(String ref) {
        return new Request.Source(repository.url(), ref);
    }

    private HttpResponse<String> log(GatesRequested request, String gate, String query, String token)
            throws IOException, InterruptedException {
        var port = service.getEnvironment().getProperty("local.server.port");
        var uri = "http://127.0.0.1:%s/internal/runs/%s/%s/gates/%s/log%s"
                .formatted(port, request.deploymentId(), request.phase(), gate, query);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(uri))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
