package ai.kaleem.release.api.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/owner/app.git",
                "https://github.com/Owner/App",
                "https://token@github.com/owner/app/",
                "git@github.com:owner/app.git",
                "ssh://git@github.com/owner/app.git",
                "git://github.com/owner/app.git"
            })
    void isTheSameHoweverItIsWritten(String address) {
        assertThat(new RepositoryName(List.of(address)).isOf("https://github.com/owner/app.git"))
                .isTrue();
    }

    @Test
    void isNoOther() {
        var name = new RepositoryName(
                List.of("https://github.com/owner/app-two.git", "https://evil.example/owner/app.git"));

        assertThat(name.isOf("https://github.com/owner/app.git")).isFalse();
        assertThat(name.isOf(null)).isFalse();
        assertThat(new RepositoryName(List.of()).isOf("https://github.com/owner/app.git"))
                .isFalse();
    }
}
