package ai.kaleem.release.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Tokens.Issued;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHashTests {

    @Test
    void isWhatTheShellMakesOfTheToken() {
        assertThat(TokenHash.of("abc").value())
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void matchesItsTokenAlone() {
        var hash = TokenHash.of("krl_example");

        assertThat(hash.matches("krl_example")).isTrue();
        assertThat(hash.matches("krl_exampl")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.matches(hash.value())).isFalse();
    }

    @Test
    void aCallerIsKnownByTheToken() {
        var tokens = new Tokens(List.of(
                new Issued(TokenHash.of("krl_example"), new Caller("operator")),
                new Issued(TokenHash.of("krl_other"), new Caller("salma"))));

        assertThat(tokens.callerWith("krl_example")).hasValue(new Caller("operator"));
        assertThat(tokens.callerWith("krl_other")).hasValue(new Caller("salma"));
        assertThat(tokens.callerWith("krl_nobody")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "krl_a-token-by-mistake", "sha256:", "sha256:ABC", "sha512:00"})
    void anythingElseIsNoHashAndIsNotRepeated(String text) {
        assertThatThrownBy(() -> new TokenHash(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("by-mistake");
    }
}
