package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of Docker's own documentation, and what it says of them. */
class DockerignoreTests {

    private static final Dockerignore RULES = Dockerignore.parse("""
            # comment
            */temp*
            */*/temp*
            temp?
            /dist/
            **/*.log
            *.md
            !README*.md
            README-secret.md
            """);

    @ParameterizedTest
    @CsvSource({
        "somedir/temporary.txt, true",
        "somedir/temp, true",
        "somedir/temp/below.txt, true",
        "somedir/subdir/temporary.txt, true",
        "a/b/c/temporary.txt, false",
        "tempa, true",
        "tempab, false",
        "dist/app.js, true",
        "src/dist/app.js, false",
        "npm.log, true",
        "a/b/npm.log, true",
        "NOTES.md, true",
        "README.md, false",
        "README-secret.md, true",
        "src/NOTES.md, false",
        "Dockerfile, false",
        ".dockerignore, false",
    })
    void leavesOutWhatItSays(String path, boolean leftOut) {
        assertThat(RULES.leavesOut(path)).isEqualTo(leftOut);
    }

    @Test
    void allButAFewCanBeLeftOut() {
        var rules = Dockerignore.parse("*\n!src\n");

        assertThat(rules.leavesOut("package.json")).isTrue();
        assertThat(rules.leavesOut("test/a.js")).isTrue();
        assertThat(rules.leavesOut("src/deep/a.js")).isFalse();
        assertThat(rules.leavesOut("Dockerfile")).isFalse();
    }
}
