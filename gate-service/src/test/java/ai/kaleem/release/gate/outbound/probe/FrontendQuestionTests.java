package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Frontend;
import ai.kaleem.release.gate.gate.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontendQuestionTests {

    @TempDir
    Path secrets;

    private final Site site = new Site();
    private final Site elsewhere = new Site();
    private Asker asker;

    @BeforeEach
    void open() {
        asker = new Asker(secrets);
        site.page("/assets/app.js", 200, "text/javascript; charset=utf-8", "start()");
        site.page("/assets/app.css", 200, "text/css", "body {}");
        site.page("/assets/old.js", 404, "text/html", "not found");
        // What a single-page application answers to every path it does not know.
        site.page("/assets/fallback.js", 200, "text/html", "<html></html>");
        elsewhere.page("/lib.js", it -> {
            it.exchange().getResponseHeaders().set("Location", "/lib-2.js");
            it.answer(302, "", "");
        });
        elsewhere.page("/lib-2.js", 200, "application/javascript", "library()");
    }

    @AfterEach
    void stop() {
        site.close();
        elsewhere.close();
    }

    @Test
    void passesWhereAllLoads() throws Exception {
        page("""
                <base href="/assets/"><link rel="stylesheet" href="app.css"><link rel="icon" href="/none.ico">
                <script type="module" src="app.js"></script><script>inline()</script>
                <script src="%s/lib.js"></script><link rel="modulepreload" href="app.js">
                """.formatted(elsewhere.url()));

        assertThat(ask("/").summary()).startsWith("the page and 3 scripts and styles load at attempt 1");
        assertThat(asker.log()).contains("%s/assets/app.css: loaded".formatted(site.url()));
    }

    @Test
    void failsOnAScriptThatIsMissing() throws Exception {
        page("<link rel=stylesheet href=assets/app.css><script src=assets/old.js></script>");

        assertThat(ask("/"))
                .isEqualTo(new Outcome.Failed("%s/assets/old.js: HTTP 404 at 1 of 1 attempts".formatted(site.url())));
    }

    @Test
    void failsOnAScriptThatIsTheStartPage() throws Exception {
        page("<script src=/assets/fallback.js></script>");

        assertThat(ask("/").summary())
                .startsWith("%s/assets/fallback.js: HTTP 200, but it comes as text/html".formatted(site.url()));
    }

    @Test
    void failsOnAHostThatIsAway() throws Exception {
        page("<script src='http://127.0.0.1:1/lib.js'></script>");

        assertThat(ask("/").summary()).startsWith("http://127.0.0.1:1/lib.js: no connection");
    }

    @Test
    void failsOnThePageItself() throws Exception {
        site.page("/api", 200, "application/json", "{}");
        site.page("/broken", 500, "text/html", "oops");

        assertThat(ask("/api").summary()).startsWith("the page: HTTP 200, but it comes as application/json");
        assertThat(ask("/broken").summary()).startsWith("the page: HTTP 500 at");
    }

    @Test
    void givesCredentialsToThePagesOwnHostAlone() throws Exception {
        var own = new AtomicReference<String>();
        var foreign = new AtomicReference<>("nobody asked");
        asker.secret("token", "page-token");
        site.page("/own.js", it -> {
            own.set(it.header("Authorization"));
            it.answer(200, "text/javascript", "");
        });
        elsewhere.page("/foreign.js", it -> {
            foreign.set(it.header("Authorization"));
            it.answer(200, "text/javascript", "");
        });
        page("<script src=/own.js></script><script src='%s/foreign.js'></script>".formatted(elsewhere.url()));

        var frontend = new Frontend(new Call("/", "token", null, null), Asker.ONCE);
        assertThat(asker.ask(frontend, site.address(), Duration.ofSeconds(10))).isInstanceOf(Outcome.Passed.class);
        assertThat(own).hasValue("Bearer page-token");
        assertThat(foreign).hasValue(null);
    }

    private void page(String html) {
        site.page("/", 200, "text/html; charset=utf-8", "<!doctype html><html><head>%s</head></html>".formatted(html));
    }

    private Outcome ask(String path) throws InterruptedException {
        var frontend = new Frontend(new Call(path, null, null, null), Asker.ONCE);
        return asker.ask(frontend, site.address(), Duration.ofSeconds(10));
    }
}
