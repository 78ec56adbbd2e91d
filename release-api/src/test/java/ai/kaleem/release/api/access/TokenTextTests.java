package ai.kaleem.release.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenTextTests {

    private final SecureRandom random = new SecureRandom();

    @Test
    void aTokenIsReadAsItWasMade() {
        var token = TokenText.next(random);

        assertThat(token.text()).matches("krl_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
        assertThat(TokenText.parse(token.text())).hasValue(token);
        assertThat(token.text()).startsWith("krl_" + token.id() + "_");
    }

    @Test
    void noneIsLikeAnother() {
        var ids = new HashSet<String>();
        Stream.generate(() -> TokenText.next(random).id()).limit(1_000).forEach(ids::add);

        assertThat(ids).hasSize(1_000);
    }

    /** CRC-32 finds every change of one letter. */
    @Test
    void aMistypedOneIsNone() {
        var text = TokenText.next(random).text();
        var random = new Random(7);
        for (var at = 0; at < text.length(); at++) {
            var wrong = new StringBuilder(text);
            wrong.setCharAt(at, text.charAt(at) == 'x' ? 'y' : 'x');
            assertThat(TokenText.parse(wrong.toString())).as("letter %d", at).isEmpty();
        }
        assertThat(TokenText.parse("")).isEmpty();
        assertThat(TokenText.parse(text + " ")).isEmpty();
        assertThat(TokenText.parse("krl_" + "a".repeat(random.nextInt(100)))).isEmpty();
    }

    @Test
    void whatIsLoggedIsNotTheToken() {
        var token = TokenText.next(random);

        assertThat(token.toString()).isEqualTo("krl_%s_...", token.id());
    }
}
