package ai.kaleem.release.gate.source;

import ai.kaleem.release.common.contract.Request.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Repositories. */
public interface Sources {

    /**
     * Finds the commit that a ref means now.
     *
     * @param withChanges whether the commits since the previous tag are asked for; a full hash that is known here is then
     *     taken without asking the repository
     */
    Location locate(Source source, boolean withChanges) throws InterruptedException;

    /**
     * Makes the folder a work tree of a commit that was located; one that is there already is left as it is.
     *
     * @throws IOException where it cannot be written, or the commit is no longer here
     */
    WorkTree workTree(Path folder, Source source, String commit) throws IOException;

    /**
     * Writes a folder of a commit that was located into a tar file, as {@code docker build} sends it: without what its
     * {@code .dockerignore} leaves out.
     *
     * @return what is wrong with the folder, in words; empty where nothing is
     * @throws IOException where it cannot be written, or the commit is no longer here
     */
    Optional<String> pack(Source source, String commit, String folder, Path into) throws IOException;

    /**
     * Whether a file that one of the patterns names, as in a {@code .gitignore}, is not the same in two commits. Asks no
     * repository: empty where that cannot be known from what is here.
     *
     * @param from a full hash
     * @param to a full hash
     */
    Optional<Boolean> differ(Source source, String from, String to, List<String> patterns);

    /** @param fresh whether it was made just now, so that nothing a gate left is in it */
    record WorkTree(Path folder, boolean fresh) {}

    sealed interface Location {

        /**
         * @param commit the full hash
         * @param changes first lines of the commits since the previous tag, newest first, at most 50
         */
        record Found(String commit, List<String> changes) implements Location {}

        /** The request is at fault. */
        record Refused(String reason) implements Location {}

        /** We could not find out; it may be tried again. */
        record Unreachable(String reason) implements Location {}
    }
}
