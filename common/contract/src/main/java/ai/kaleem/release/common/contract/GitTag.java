package ai.kaleem.release.common.contract;

/**
 * An annotated tag that is put on a commit, where it is not there yet.
 *
 * @param name without {@code refs/tags/}, for example {@code v1.4.0}
 * @param commit a full hash
 * @param message what the tag says of itself
 */
public record GitTag(String name, String commit, String message) {}
