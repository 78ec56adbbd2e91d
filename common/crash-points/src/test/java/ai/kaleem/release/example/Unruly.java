package ai.kaleem.release.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.objenesis.ObjenesisHelper;

/** Calls in ways that no crash point could be made of. */
final class Unruly {

    private Unruly() {}

    interface Delete {
        void file(Path path) throws IOException;
    }

    static Delete behindAReference() {
        return Files::delete;
    }

    static Object unheardOf() {
        return ObjenesisHelper.newInstance(Object.class);
    }
}
