package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Tenants;
import ai.kaleem.release.gate.gate.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantsQuestionTests {

    @TempDir
    Path secrets;

    private final Site site = new Site();
    private Asker asker;

    /** What a tenant is answered who asks for a tenant's orders. */
    private BiFunction<String, String, Integer> rule = (who, whose) -> who.equals(whose) ? 200 : 404;

    @BeforeEach
    void open() throws Exception {
        asker = new Asker(secrets).secret("a", "token-of-a").secret("b", "token-of-b");
        site.page("/", it -> {
            var who = it.header("Authorization").replace("Bearer token-of-", "");
            var whose = it.path().replaceFirst(".*/", "");
            it.answer(rule.apply(who, whose), "application/json", "{}");
        });
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void passesWhereEachSeesItsOwnAlone() throws Exception {
        assertThat(ask().summary()).startsWith("each sees its own, neither the other's at attempt 1");
        assertThat(asker.log()).contains("the second tenant, GET %s/orders/a: HTTP 404".formatted(site.url()));
    }

    @Test
    void failsWhereOneSeesTheOthers() throws Exception {
        rule = (who, whose) -> who.equals(whose) || who.equals("b") ? 200 : 403;

        assertThat(ask())
                .isEqualTo(new Outcome.Failed(
                        "the second tenant sees the first tenant's %s/orders/a: HTTP 200 at 1 of 1 attempts"
                                .formatted(site.url())));
    }

    @Test
    void failsWhereOneDoesNotSeeItsOwn() throws Exception {
        rule = (who, whose) -> 403;

        assertThat(ask().summary())
                .startsWith("the first tenant does not see its own %s/orders/a: HTTP 403".formatted(site.url()));
    }

    @Test
    void anErrorIsNoProofThatItIsHidden() throws Exception {
        rule = (who, whose) -> who.equals(whose) ? 200 : 500;

        assertThat(ask().summary()).contains("orders/b: HTTP 500, not 401, 403 or 404");
    }

    @Test
    void aTokenThatCannotBeReadIsOurs() throws Exception {
        asker.secret("b", "");

        assertThat(ask()).isInstanceOf(Outcome.Unknown.class);
    }

    private Outcome ask() throws InterruptedException {
        var tenants =
                new Tenants(new Call("/orders/a", "a", null, null), new Call("/orders/b", "b", null, null), Asker.ONCE);
        return asker.ask(tenants, site.address(), Duration.ofSeconds(10));
    }
}
