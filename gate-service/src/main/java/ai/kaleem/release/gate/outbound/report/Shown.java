package ai.kaleem.release.gate.outbound.report;

import java.nio.file.Path;

/** How a place in the commit is shown, wherever it lies on this host. */
final class Shown {

    private Shown() {}

    static String in(Path checkout, String file) {
        var root = checkout + "/";
        var path = file.startsWith("file://") ? file.substring("file://".length()) : file;
        return path.startsWith(root) ? path.substring(root.length()) : path;
    }
}
