package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;

/** Names one release. A <a href="https://github.com/ulid/spec">ULID</a>, so ids sort by the time they were made. */
public record ReleaseId(@JsonValue String value) implements Comparable<ReleaseId> {

    public ReleaseId {
        if (!Ulid.isValid(value)) {
            throw new IllegalArgumentException("'%s' is not a release id (26 letters and digits)".formatted(value));
        }
    }

    /** A new id, greater than every id this process made before. */
    public static ReleaseId next() {
        return new ReleaseId(UlidCreator.getMonotonicUlid().toString());
    }

    @Override
    public int compareTo(ReleaseId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
