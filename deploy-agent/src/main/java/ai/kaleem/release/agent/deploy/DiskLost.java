package ai.kaleem.release.agent.deploy;

/**
 * The disk would not say that it has what was written. The process has to end: what it reads from here on may be a copy in
 * memory that no restart finds, and asked again the disk may say yes without having it.
 */
public class DiskLost extends RuntimeException {

    public DiskLost(String reason, Throwable cause) {
        super(reason, cause);
    }
}
