package ai.kaleem.release.agent.deploy;

/**
 * What a disk has left.
 *
 * @param folder lies on it
 */
public record DiskSpace(String folder, long freeBytes) {}
