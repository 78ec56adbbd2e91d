package ai.kaleem.release.gate.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTests {

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/owner/repo/api:1.4.0, ghcr.io, owner/repo/api, 1.4.0",
        "localhost:5000/api, localhost:5000, api, latest",
        "localhost/api:2, localhost, api, 2",
        "registry:5000/api, registry:5000, api, latest",
        "owner/api:1, , owner/api, 1",
        "kaleem-api:v0.0.1, , kaleem-api, v0.0.1"
    })
    void takesNamesApart(String name, String registry, String repository, String reference) {
        assertThat(ImageName.parse(name)).isEqualTo(new ImageName(registry, repository, reference));
    }

    @Test
    void aDigestOutweighsATag() {
        var digest = "sha256:" + "ab".repeat(32);
        var name = ImageName.parse("ghcr.io/owner/api:1.4.0@" + digest);

        assertThat(name.isPinned()).isTrue();
        assertThat(name.at(digest)).isEqualTo("ghcr.io/owner/api@" + digest);
    }

    @Test
    void anImageIdIsLocal() {
        assertThat(ImageName.parse("sha256:" + "ab".repeat(32)).isLocal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "API",
                "ghcr.io/",
                "ghcr.io/a//b",
                "api:",
                "api:a b",
                "ghcr.io/api@sha256:12",
                "a.b/../c",
                "ghcr.io/x?y"
            })
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> ImageName.parse(name)).hasMessageContaining("is no name of an image");
    }
}
