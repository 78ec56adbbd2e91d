package ai.kaleem.release.api.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Scope.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTests {

    private final Caller ci = Caller.of("ci", "release:read, release:create:staging,release:approve:*");

    @Test
    void mayDoWhatItsScopesSay() {
        assertThatCode(() -> {
                    ci.require(Action.RELEASE_READ);
                    ci.require(Action.RELEASE_CREATE);
                    ci.require(Action.RELEASE_CREATE, "staging");
                    ci.require(Action.RELEASE_APPROVE, "production");
                    new Caller("operator").require(Action.RELEASE_ROLLBACK, "production");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void mayDoNothingElse() {
        assertThatThrownBy(() -> ci.require(Action.RELEASE_CREATE, "production"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("lacks the scope release:create:production");
        assertThatThrownBy(() -> ci.require(Action.PLAN_WRITE))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("lacks the scope plan:write");
        assertThatThrownBy(() -> ci.require(Action.RELEASE_ROLLBACK))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("lacks the scope release:rollback:<environment>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "release", "release:create", "release:create:", "release:read:staging", "Release:Read", "*"})
    void whatIsNoScopeIsSaidWithThoseThereAre(String scope) {
        assertThatThrownBy(() -> Caller.of("ci", scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'%s' is no scope; write one of release:read, ".formatted(scope));
    }
}
