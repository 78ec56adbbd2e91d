package ai.kaleem.release.agent.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Private copies of the env files that deployments were begun with, known by a hash; the journal keeps only that. */
public interface EnvFiles {

    /**
     * Copies the file as it is now.
     *
     * @return the hash of its content
     * @throws StepFailed where it cannot be read, naming the path and never a value
     */
    String keep(String path);

    /**
     * Keeps a text.
     *
     * @return the hash of it
     */
    String keepText(String text);

    /**
     * Copies a folder as it is now: its files with their modes, and the folders below.
     *
     * @return the hash of it
     * @throws StepFailed where it cannot be read, is too large, or holds a link
     */
    String keepFolder(String path);

    /**
     * Makes a folder hold what a copy of one holds, and nothing else. Each file changes whole or not at all, and what is as it
     * shall be is not touched; asked again after a crash it does what is left.
     *
     * @throws StepFailed where that cannot be done
     */
    void place(String hash, String path);

    /**
     * In what the file is now otherwise than a copy: {@code + NAME hash}, {@code - NAME hash} and {@code ~ NAME hash -> hash},
     * sorted by name. The hashes tell values apart within one answer only, so that nobody can guess a value by its hash.
     *
     * @throws StepFailed where either cannot be read, naming the path and never a value
     */
    List<String> differences(String path, String hash);

    /** Removes copies that are neither needed nor from the last day: old secrets are secrets too. */
    void retain(Set<String> needed);

    /** Where the copy is. */
    Path at(String hash);
}
