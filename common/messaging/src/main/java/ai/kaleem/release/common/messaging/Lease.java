package ai.kaleem.release.common.messaging;

/** Lets one instance at a time sweep. Two at once would be slower, never wrong. */
@FunctionalInterface
public interface Lease {

    Lease ALWAYS = () -> true;

    boolean isHeld();
}
