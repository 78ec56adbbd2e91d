package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;

/** Names one attempt to put a release into an environment. A <a href="https://github.com/ulid/spec">ULID</a>, so ids sort by the time they were made. */
public record DeploymentId(@JsonValue String value) implements Comparable<DeploymentId> {

    public DeploymentId {
        if (!Ulid.isValid(value)) {
            throw new IllegalArgumentException("'%s' is not a deployment id (26 letters and digits)".formatted(value));
        }
    }

    /** A new id, greater than every id this process made before. */
    public static DeploymentId next() {
        return new DeploymentId(UlidCreator.getMonotonicUlid().toString());
    }

    @Override
    public int compareTo(DeploymentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
