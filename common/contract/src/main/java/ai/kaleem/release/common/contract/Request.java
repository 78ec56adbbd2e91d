package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What release-api asks of the one owner of a kind of work. Each carries all that the owner needs. */
public sealed interface Request extends Message {

    DeploymentId deploymentId();

    @Override
    default String subject() {
        return deploymentId().value();
    }

    /**
     * Asks gate-service to check a commit, or what runs.
     *
     * @param source null where the request brought images alone: gates that need the source are then SKIPPED
     * @param images by service, to be resolved to digests where a registry is named; only in {@code BEFORE}
     * @param publish {@code address:port} at which {@code http} paths are asked; null where nothing is published
     * @param notAfter later than this nothing is begun
     * @param releaseType null where an older sender does not say
     * @param runs the commit that runs in the environment, as a full hash; null where that is not known, or nothing does
     */
    @JsonTypeName("gates.requested.v1")
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record GatesRequested(
            ReleaseId releaseId,
            DeploymentId deploymentId,
            String app,
            String environment,
            String version,
            GatePhase phase,
            @Nullable Source source,
            Map<String, String> images,
            List<GateSpec> gates,
            @Nullable String publish,
            Instant notAfter,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReleaseType releaseType,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runs)
            implements Request, GatesRequestedBuilder.With {

        /** What a builder was not given is empty. */
        public GatesRequested {
            images = images == null ? Map.of() : images;
            gates = gates == null ? List.of() : gates;
        }
    }

    /**
     * @param repository {@code https://..} or {@code file://..}
     * @param ref branch, tag or commit
     */
    record Source(String repository, String ref) {}

    /**
     * Asks an agent to put a release into an environment.
     *
     * @param epoch of the environment's turn; an agent refuses one that is older than it has seen
     * @param notAfter later than this the request is refused
     * @param aborts the deployment that this one pre-empts; only for {@link Kind#ROLLBACK}
     * @param services in dependency order
     * @param data whether a {@link Kind#ROLLBACK} also restores the data, as the target left it when it was last taken over from
     * @param restorations what a {@link Kind#RESTORE} brings back; empty for all else, as older senders leave it out
     */
    @JsonTypeName("deployment.requested.v1")
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record DeploymentRequested(
            ReleaseId releaseId,
            DeploymentId deploymentId,
            String app,
            String environment,
            String version,
            String agent,
            Kind kind,
            long epoch,
            Instant notAfter,
            @Nullable DeploymentId aborts,
            List<ServiceSpec> services,
            List<DatastoreSpec> datastores,
            Policy policy,
            DataChoice data,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Restoration> restorations)
            implements Request, DeploymentRequestedBuilder.With {

        /** What a builder was not given is empty. */
        public DeploymentRequested {
            services = services == null ? List.of() : services;
            datastores = datastores == null ? List.of() : datastores;
            restorations = restorations == null ? List.of() : restorations;
        }

        /**
         * @param backup name of the file
         */
        public record Restoration(String datastore, String backup) {}

        public enum Kind {
            RELEASE,
            ROLLBACK,
            /** Takes over what Docker Compose runs there: the same images, behind a gateway. */
            ADOPTION,
            /** Says what an {@link #ADOPTION} would change, and ends cancelled. */
            ADOPTION_DRY_RUN,
            /** What was released stands there again as it was, whatever came in its place. */
            PUT_RIGHT,
            /** Gives what was taken over back to Docker Compose, in the version that runs. */
            GIVE_BACK,
            /** Says what a {@link #GIVE_BACK} would change, and ends cancelled. */
            GIVE_BACK_DRY_RUN,
            /** Says how the env files on the host differ from what runs, and ends cancelled. */
            CONFIGURATION_CHECK,
            /** Brings data back as it was in backups that a person named. What runs is stopped meanwhile, and serves again. */
            RESTORE,
            /** Says what a {@link #RESTORE} would bring back and what would be lost, and ends cancelled. */
            RESTORE_DRY_RUN;

            /** Of a release that ran there before: none of it is checked first, and nobody has to keep it. */
            public boolean isOfWhatRan() {
                return switch (this) {
                    case RELEASE, ADOPTION, ADOPTION_DRY_RUN -> false;
                    case ROLLBACK,
                            PUT_RIGHT,
                            GIVE_BACK,
                            GIVE_BACK_DRY_RUN,
                            CONFIGURATION_CHECK,
                            RESTORE,
                            RESTORE_DRY_RUN -> true;
                };
            }
        }
    }

    /**
     * @param confirmWithin from all traffic on the new version to the {@code keep}; then the agent goes back by itself
     * @param bake how long the old version stays warm after the {@code keep}
     * @param restore what happens to the data when the release is taken back
     * @param canary how traffic moves to the new version; null moves it all at once
     * @param triggers what takes it back after the switch; null is {@link Triggers#DEFAULT}, as older senders leave it out
     */
    record Policy(
            Duration confirmWithin,
            Duration bake,
            RestorePolicy restore,
            @Nullable Canary canary,
            @Nullable Triggers triggers) {

        /** All traffic at once, and the usual triggers. */
        public Policy(Duration confirmWithin, Duration bake, RestorePolicy restore) {
            this(confirmWithin, bake, restore, null, null);
        }

        public Triggers turnsBackOn() {
            return triggers == null ? Triggers.DEFAULT : triggers;
        }
    }

    enum RestorePolicy {
        NEVER,
        AUTO
    }

    enum DataChoice {
        KEEP,
        RESTORE
    }

    enum GatePhase {
        BEFORE,
        AFTER,
        /** What is done when a release has succeeded. Nothing of it changes how the release ended. */
        SETTLED
    }

    /** The release is verified: stop the clock and keep it. */
    @JsonTypeName("keep.requested.v1")
    record KeepRequested(ReleaseId releaseId, DeploymentId deploymentId, String agent, long epoch) implements Request {}

    /**
     * Somebody looked at the canary that waits for a person: let it go on.
     *
     * @param step of the canary, from 1; a pause other than this one is not ended
     */
    @JsonTypeName("promotion.requested.v1")
    record PromotionRequested(
            ReleaseId releaseId, DeploymentId deploymentId, String agent, long epoch, int step, String requestedBy)
            implements Request {}

    /** Turn this deployment back, whatever step it is at. */
    @JsonTypeName("rollback.requested.v1")
    record RollbackRequested(
            ReleaseId releaseId, DeploymentId deploymentId, String agent, long epoch, String requestedBy, String reason)
            implements Request {}

    /**
     * Restore a backup in a throw-away container, to see whether it is one.
     *
     * @param deploymentId what serves there
     * @param drill id under which its outcome is told
     * @param datastore null for each that can be drilled
     * @param backup name of the file; null for the newest
     * @param notAfter later than this it is refused
     */
    @JsonTypeName("drill.requested.v1")
    record DrillRequested(
            ReleaseId releaseId,
            DeploymentId deploymentId,
            String agent,
            String app,
            String environment,
            String drill,
            @Nullable String datastore,
            @Nullable String backup,
            Instant notAfter)
            implements Request {}

    /**
     * Nothing was heard for too long: tell the whole report again.
     *
     * @param agent whose report is asked for; null asks gate-service
     * @param phase which of gate-service's reports; null for an agent
     */
    @JsonTypeName("report.requested.v1")
    record ReportRequested(
            ReleaseId releaseId,
            DeploymentId deploymentId,
            @Nullable String agent,
            @Nullable GatePhase phase) implements Request {}
}
