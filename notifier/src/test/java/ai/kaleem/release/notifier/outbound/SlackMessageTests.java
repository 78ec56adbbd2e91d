package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.notifier.Story;
import ai.kaleem.release.notifier.notice.Occasion;
import ai.kaleem.release.notifier.notice.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class SlackMessageTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void looksAsItsGoldenFileSays(String language) throws IOException {
        var message =
                JSON.writeValueAsString(message(language, Story.theRelease().rolledBack())) + "\n";
        var file = GOLDEN.resolve("slack.rolled-back.%s.json".formatted(language));
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.writeString(file, message);
        }

        assertThat(message).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "&", "<", "😀", "ع", "\n"})
    void staysBelowEveryLimitOfSlack(String sign) {
        var endless = sign.repeat(10_000);
        var story = Story.aRelease().with(Collections.nCopies(500, endless));

        var message = message("ar", story.failed(endless));

        assertThat(message.path("blocks").size()).isLessThanOrEqualTo(50);
        for (var block : message.path("blocks")) {
            assertThat(block.path("text").path("text").asString("").length())
                    .isLessThanOrEqualTo(block.path("type").stringValue().equals("header") ? 150 : 3_000);
            assertThat(block.path("fields").size()).isLessThanOrEqualTo(10);
            for (var field : block.path("fields")) {
                assertThat(field.path("text").stringValue().length()).isLessThanOrEqualTo(2_000);
            }
        }
    }

    @Test
    void mentionsNobodyAndLinksNothingOnItsOwn() {
        var message = message("en", Story.aRelease().failed("<!channel> <http://evil|click> & more"));

        assertThat(message.toString())
                .contains("&lt;!channel&gt; &lt;http://evil|click&gt; &amp; more")
                .doesNotContain("<!channel>");
    }

    @ParameterizedTest
    @CsvSource({"abc,3,abc", "abcd,3,ab…", "a&b,3,a…", "a&b,7,a&amp;b", "😀😀,3,😀…", "😀😀,4,😀😀"})
    void cutsBetweenSigns(String text, int limit, String cut) {
        assertThat(SlackMessage.escaped(text, limit)).isEqualTo(cut);
    }

    private static JsonNode message(String language, Told told) {
        var notice = Wording.in(language).of(Occasion.of(told.event()).orElseThrow(), told);
        return JSON.readTree(SlackMessage.of(notice));
    }
}
