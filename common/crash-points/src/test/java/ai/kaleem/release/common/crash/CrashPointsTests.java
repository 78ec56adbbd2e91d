package ai.kaleem.release.common.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.example.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashPointsTests {

    private static final String FIRST = "Writer.write > Files.writeString";
    private static final String OTHERS = "Writer.write > Files.writeString #2";

    @TempDir
    Path folder;

    @BeforeAll
    static void weaves() {
        CrashPoints.weave("ai.kaleem.release.example");
    }

    @AfterEach
    void rests() {
        CrashPoints.rest();
    }

    @Test
    void tellsEachMomentInOrder() throws Exception {
        var reached = new ArrayList<Moment>();
        CrashPoints.watch(reached::add);

        Writer.write(folder);

        assertThat(reached)
                .extracting(Moment::toString)
                .containsExactly(
                        "before " + FIRST,
                        "after " + FIRST,
                        "before " + OTHERS,
                        "after " + OTHERS,
                        "before " + OTHERS,
                        "after " + OTHERS);
    }

    @Test
    void diesBeforeTheCall() {
        CrashPoints.crashAt(new Moment(true, FIRST)::equals);

        assertThatThrownBy(() -> Writer.write(folder)).isInstanceOf(Crashed.class);

        assertThat(folder.resolve("one")).doesNotExist();
    }

    @Test
    void diesAfterTheCall() {
        CrashPoints.crashAt(new Moment(false, FIRST)::equals);

        assertThatThrownBy(() -> Writer.write(folder)).isInstanceOf(Crashed.class);

        assertThat(folder.resolve("one")).exists();
        assertThat(folder.resolve("two")).doesNotExist();
    }

    @Test
    void writesNothingMoreUntilItIsRevived() throws Exception {
        CrashPoints.crashAt(new Moment(true, OTHERS)::equals);
        assertThatThrownBy(() -> Writer.write(folder)).isInstanceOf(Crashed.class);
        Files.delete(folder.resolve("one"));

        assertThatThrownBy(() -> Writer.write(folder)).isInstanceOf(Crashed.class);
        assertThat(folder.resolve("one")).doesNotExist();

        CrashPoints.rest();
        Writer.write(folder);
        assertThat(folder.resolve("three")).exists();
    }

    @Test
    void aPieceOfWorkGoesThroughAsManyLivesAsItHasMoments() throws Exception {
        var each = new EachOnce(moment -> true);
        CrashPoints.crashAt(each);
        var lives = 1;
        while (!survives()) {
            CrashPoints.revive();
            lives++;
        }

        assertThat(lives).isEqualTo(5);
        assertThat(each.died())
                .containsExactly(
                        new Moment(true, FIRST),
                        new Moment(false, FIRST),
                        new Moment(true, OTHERS),
                        new Moment(false, OTHERS));
    }

    @Test
    void listsThePointsOfAServiceAndWhatIsNotCovered() {
        var catalogue = Catalogue.of(List.of(Writer.class), "ai.kaleem.release.example");

        assertThat(catalogue.points()).containsExactlyInAnyOrder(FIRST, OTHERS);
        assertThat(catalogue.covered(List.of(FIRST))).isEqualTo("1 of 2 crash points, not " + OTHERS);
        assertThat(catalogue.covered(List.of(FIRST, OTHERS))).isEqualTo("2 of 2 crash points");
    }

    @Test
    void findsCallsThatCannotBePoints() {
        var catalogue = Catalogue.of(List.of(Writer.class), "ai.kaleem.release.example");

        assertThat(catalogue.faults())
                .satisfiesExactlyInAnyOrder(
                        it -> assertThat(it)
                                .contains("Unruly.behindAReference refers to java/nio/file/Files::delete")
                                .contains("write it as a lambda"),
                        it -> assertThat(it)
                                .contains(
                                        "Unruly.unheardOf calls org/springframework/objenesis/ObjenesisHelper.newInstance")
                                .contains("add it to the table"));
    }

    private boolean survives() throws Exception {
        try {
            Writer.write(folder);
            return true;
        } catch (Crashed died) {
            return false;
        }
    }
}
