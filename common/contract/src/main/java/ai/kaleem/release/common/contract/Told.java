package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as release-api tells it: what happened, and where the deployment stands now, so that a listener needs no other
 * store. Routing key {@code <event>.<environment>}, for example {@code succeeded.production}. On the wire the CloudEvent's
 * type is the event's own.
 *
 * @param number counts the events of a release from 1, without a gap
 * @param channels whom the plan wants told
 */
@JsonTypeName("release.told.v1")
public record Told(ReleaseId releaseId, long number, ReleaseEvent event, Standing standing, List<Channel> channels)
        implements Message {

    @Override
    public String subject() {
        return event.deploymentId().value();
    }

    @Override
    public String type() {
        return event.type();
    }

    /**
     * Where the deployment stands after the event.
     *
     * @param releaseType {@code REGULAR}, {@code RC}, {@code HOTFIX}, or the kind of what is done with it: {@code ROLLBACK},
     *     {@code PUT_RIGHT}, {@code GIVE_BACK}, {@code GIVE_BACK_DRY_RUN}, {@code CONFIGURATION_CHECK}, {@code RESTORE} or
     *     {@code RESTORE_DRY_RUN}
     * @param previousVersion what served before; null at a first deployment
     * @param changes first lines of the commits since the previous version, newest first
     * @param reason why it stands where it does, in words
     * @param next what a person should do now, in words
     * @param link to the release, as the operator's address of release-api makes it
     */
    public record Standing(
            String app,
            String environment,
            String version,
            String releaseType,
            DeploymentState state,
            String requestedBy,
            @Nullable String previousVersion,
            List<String> changes,
            @Nullable String reason,
            @Nullable String next,
            String link) {}
}
