package ai.kaleem.release.notifier.notice;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.notifier.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** {@code -Dgolden.write=true} writes a file that is missing; one that differs is never overwritten. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void saysTheWholeStoryAsItsGoldenFileDoes(String language) throws IOException {
        var story = Story.theRelease().everythingWorthTelling().stream()
                .map(it -> say(language, it).text())
                .collect(Collectors.joining("\n\n", "", "\n"));
        var file = GOLDEN.resolve("story.%s.txt".formatted(language));
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, story);
        }

        assertThat(story).isEqualTo(Files.readString(file));
    }

    @Test
    void hasWordsForEveryStateInBothLanguages() {
        for (var language : List.of("en", "ar")) {
            var words = words(language);
            assertThat(words.keySet())
                    .as(language)
                    .containsAll(Arrays.stream(DeploymentState.values())
                            .map(it -> "state." + it)
                            .toList());
        }
        assertThat(words("ar").keySet()).isEqualTo(words("en").keySet());
    }

    @Test
    void tellsOfEveryOccasion() {
        var told = Story.aRelease().everythingWorthTelling().stream()
                .map(Told::event)
                .map(Occasion::of)
                .map(Optional::orElseThrow)
                .collect(Collectors.toSet());

        assertThat(told).isEqualTo(EnumSet.allOf(Occasion.class));
    }

    @Test
    void neverBlamesTheAppForAnErrorOfOurs() {
        var notice = say("en", Story.aRelease().gatesFailed("the mirror cannot be reached", true));

        assertThat(notice.text()).contains("We could not find out, which is no verdict on the app: the mirror");
    }

    @Test
    void saysThatNothingServesWhenTheFirstReleaseFails() {
        var notice = say("en", Story.aRelease().thatIsTheFirst().failed("api never became healthy"));

        assertThat(notice.text())
                .contains("Version: 1.4.0 (the first one)")
                .contains("State now: 1.4.0 never took traffic; nothing serves production");
    }

    @Test
    void callsARollbackARollback() {
        var story = Story.aRelease().thatIsARollback();

        assertThat(say("en", story.requested()).title())
                .isEqualTo("Rollback of kaleem to 1.4.0 was requested on production");
        assertThat(say("en", story.succeeded()).title()).isEqualTo("kaleem is back on 1.4.0 on production");
        assertThat(say("en", story.verificationFailed()).text()).contains("there is nothing behind a rollback");
    }

    @Test
    void callsARestoreARestore() {
        var story = Story.aRelease().thatIsARestore();

        assertThat(say("en", story.requested()).title())
                .isEqualTo("Restoring data of kaleem was requested on production");
        assertThat(say("ar", story.succeeded()).title()).contains("بالبيانات المستعادة");
        assertThat(say("en", story.verificationFailed()).title())
                .isEqualTo("kaleem 1.4.0 failed its checks on production with the restored data");
    }

    @Test
    void keepsNamesWholeInArabic() {
        assertThat(say("ar", Story.aRelease().succeeded()).title()).contains("\u2068kaleem\u2069", "\u20681.4.0\u2069");
    }

    @Test
    void speaksEnglishWhereItDoesNotKnowTheLanguage() {
        var told = Story.aRelease().succeeded();

        assertThat(say("fr", told)).isEqualTo(say("en", told));
    }

    @Test
    void takesBracesAndQuotesAsTheyAre() {
        var notice = say("en", Story.aRelease().failed("can't parse {0} of '{1}'"));

        assertThat(notice.text()).contains("Reason: can't parse {0} of '{1}'");
    }

    private static Notice say(String language, Told told) {
        ReleaseEvent event = told.event();
        return Wording.in(language).of(Occasion.of(event).orElseThrow(), told);
    }

    private static ResourceBundle words(String language) {
        return ResourceBundle.getBundle("ai.kaleem.release.notifier.notice.messages", Locale.of(language));
    }
}
