package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * Anything that travels through the broker as the {@code data} of a CloudEvent. Its wire name is the {@link JsonTypeName}
 * of its record, with a version; the name of the Java class never reaches the wire. A known type gains a field only as
 * {@code @Nullable}, since an older sender leaves it out; every other change is a new version.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Message permits Request, Fact, Told {

    /** The CloudEvents subject: the deployment this is about, or the agent where it is about none. */
    String subject();

    /** The wire name, for example {@code agent.switched.v1}. */
    default String type() {
        return WireName.of(getClass());
    }
}
