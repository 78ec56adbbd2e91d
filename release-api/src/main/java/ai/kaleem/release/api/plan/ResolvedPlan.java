package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The plan as one release runs under it in one environment. A release stores it, so that a later change of the plan
 * changes nothing that is under way.
 *
 * @param version without the plan's tag prefix, for example {@code 1.4.0}
 * @param source what is checked out; null where the request brought images and no ref, or the plan has no repository
 * @param tagPrefix what stands before the version in a git tag, for example {@code v}; may be empty
 * @param agent who serves the environment
 * @param publish {@code address:port} at which {@code http} gates ask a path; null where nothing is published
 * @param services in dependency order; images as the request or the plan names them, not yet resolved
 * @param before gates that run once for the release
 * @param after gates that run against what is live
 * @param checkWithin how long the gates may take before the release fails
 * @param waitWithin how long the release may wait for the environment's turn before it fails
 * @param decisions what people decide before its turn; {@link Decisions#NONE} where an older version stored the plan
 * @param channels whom the plan wants told of this environment
 * @param fingerprint SHA-256, lower-case hex, of all the other fields
 * @param manual what people look at once it runs; none where an older version stored the plan
 * @param tag what the commit is tagged with when the release has succeeded; null for nothing
 */
@RecordBuilder
public record ResolvedPlan(
        String app,
        String version,
        @Nullable Source source,
        String tagPrefix,
        String environment,
        String agent,
        @Nullable String publish,
        List<ServiceSpec> services,
        List<DatastoreSpec> datastores,
        List<GateSpec> before,
        List<GateSpec> after,
        Policy policy,
        Duration checkWithin,
        Duration waitWithin,
        Decisions decisions,
        List<Channel> channels,
        String fingerprint,
        @Nullable String tag,
        ManualChecks manual)
        implements ResolvedPlanBuilder.With {

    public ResolvedPlan {
        decisions = Objects.requireNonNullElse(decisions, Decisions.NONE);
        manual = Objects.requireNonNullElse(manual, ManualChecks.NONE);
    }

    /** The image of each service, in dependency order, as it is named before it is resolved. */
    public Map<String, String> images() {
        var images = new LinkedHashMap<String, String>();
        services.forEach(service -> images.put(service.name(), service.image()));
        return images;
    }

    /** The services with these images in place of their own; a service that is not named keeps what it has. */
    public List<ServiceSpec> servicesWith(Map<String, String> images) {
        return services.stream()
                .map(it -> it.withImage(images.getOrDefault(it.name(), it.image())))
                .toList();
    }
}
