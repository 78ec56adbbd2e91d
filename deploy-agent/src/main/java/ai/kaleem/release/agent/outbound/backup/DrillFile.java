package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.DrillBook;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.StoredData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One file a place, beside the folders of its backups. */
public final class DrillFile implements DrillBook {

    private static final Logger log = LoggerFactory.getLogger(DrillFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** No datastore is called so: names have no dot. */
    private static final String NAME = "drills.json";

    private final Path root;

    /** @param root of the backups */
    public DrillFile(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public List<StoredData.Drill> of(Place place) {
        var file = file(place);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Arrays.asList(JSON.readValue(Files.readAllBytes(file), StoredData.Drill[].class));
        } catch (IOException | JacksonException e) {
            // What is broken stays as it is until the next one is written; the backups' manifests say which are
            // drilled.
            log.warn(
                    "The drills in {} cannot be read and are passed over: {}",
                    file,
                    e.getClass().getSimpleName());
            return List.of();
        }
    }

    @Override
    public void write(Place place, List<StoredData.Drill> drills) {
        var file = file(place);
        var shelf = Shelf.with(file);
        try {
            shelf.make();
            shelf.publish(shelf.writePartial(file, 0, out -> out.write(JSON.writeValueAsBytes(drills))), file);
        } catch (IOException e) {
            throw new StepFailed("The drills of %s cannot be written: %s".formatted(place, e.getMessage()), null, e);
        }
    }

    private Path file(Place place) {
        return Shelf.of(root, place, "drills").folder().resolveSibling(NAME);
    }
}
