package ai.kaleem.release.api.inbound.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of {@code plans/faults} is refused in the words of the {@code .errors} file beside it. After a change of the
 * words, {@code -Dgolden.write=true} writes them anew.
 */
class FaultyPlansTests {

    private static final Path FOLDER = Path.of("src/test/resources/plans/faults");

    private final PlanFile file = new PlanFile(new PlanSchema());

    static Stream<Path> plans() throws IOException {
        return Files.list(FOLDER)
                .filter(it -> !it.toString().endsWith(".errors"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void saysWhatToMendAndWhere(Path plan) throws IOException {
        var errors = refusalOf(plan);
        var golden = FOLDER.resolve(plan.getFileName() + ".errors");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, errors);
        }
        assertThat(errors).isEqualTo(Files.readString(golden));
    }

    private String refusalOf(Path plan) throws IOException {
        var text = Files.readString(plan);
        try {
            var read = plan.toString().endsWith(".json") ? file.readJson(text) : file.readYaml(text);
            return fail("%s was read as %s", plan, read);
        } catch (Malformed e) {
            return e.getMessage() + "\n";
        } catch (FaultsFound e) {
            return e.faults().stream().map(Fault::toString).collect(Collectors.joining("\n", "", "\n"));
        }
    }
}
