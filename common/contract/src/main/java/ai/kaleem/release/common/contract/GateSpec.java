package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One check, or one piece of work that the release needs to pass. Exactly one of {@code run}, {@code http}, {@code probe},
 * {@code imageBuild}, {@code imagePush} and {@code gitTag} is set.
 *
 * @param needs gates that must have passed first
 * @param timeout of one attempt; at its end the whole process tree is ended
 * @param retries how often an {@code ERRORED} attempt (ours, not the app's) is made again
 * @param severity what its verdict decides; null is {@link Severity#BLOCKING}, as older senders leave it out
 * @param when for which releases it is there; null for each, as older senders leave it out
 * @param reports what its program leaves for the verdict; empty for its exit alone, as older senders leave it out
 * @param flaky how a failure is tried again; null where it stands, as older senders leave it out
 */
@RecordBuilder
public record GateSpec(
        String name,
        @Nullable Command run,
        @Nullable Http http,
        List<String> needs,
        Duration timeout,
        int retries,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Probe probe,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Severity severity,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable When when,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Flaky flaky,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReportSpec> reports,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageBuild imageBuild,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImagePush imagePush,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable GitTag gitTag)
        implements GateSpecBuilder.With {

    /** What a builder was not given is empty. */
    public GateSpec {
        needs = needs == null ? List.of() : needs;
        reports = reports == null ? List.of() : reports;
        if (Stream.of(run, http, probe, imageBuild, imagePush, gitTag)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalArgumentException(
                    "Gate '%s' needs exactly one of run, http, probe, imageBuild, imagePush and gitTag"
                            .formatted(name));
        }
    }

    /** In one word, as a plan writes it: {@code run}, {@code http}, {@code build}, {@code push}, {@code tag} or the wire name of the probe. */
    public String kind() {
        if (probe != null) {
            return WireName.of(probe.getClass());
        }
        if (imageBuild != null) {
            return "build";
        }
        if (imagePush != null) {
            return "push";
        }
        if (gitTag != null) {
            return "tag";
        }
        return run != null ? "run" : "http";
    }

    /** Whether there is nothing to it without the source. */
    @JsonIgnore
    public boolean isOfSource() {
        return run != null || imageBuild != null;
    }

    /** Whether it is work for this host, rather than a question that costs nothing. */
    @JsonIgnore
    public boolean isWork() {
        return isOfSource() || imagePush != null;
    }

    /** What a gate's verdict decides. */
    public enum Severity {
        /** Without its pass the release does not go on. */
        BLOCKING,
        /** What it finds is a {@code WARN}, and that it could not be run holds nothing up. */
        WARNING,
        /** It runs and is shown, and nothing waits for it or follows from it. */
        SHADOW;

        /** Null is what older senders mean. */
        public static Severity of(@Nullable Severity said) {
            return said == null ? BLOCKING : said;
        }
    }

    /**
     * For which releases a gate is there. Both have to hold; a condition whose answer is not known does.
     *
     * @param types empty for each
     * @param changed patterns as in a {@code .gitignore}: a file that one of them names is not what it is in the commit that
     *     runs in the environment. Empty for any change; only in {@code BEFORE}
     */
    public record When(
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReleaseType> types,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> changed) {

        public When {
            types = types == null ? List.of() : types;
            changed = changed == null ? List.of() : changed;
        }
    }

    /**
     * A failure of this gate says little by itself. A pass after one is told as that.
     *
     * @param retries how often it is run again, at least once
     * @param backOff before that; doubles with each
     */
    public record Flaky(int retries, Duration backOff) {}

    /** Whether its verdict may end the release. */
    @JsonIgnore
    public boolean isBlocking() {
        return Severity.of(severity) == Severity.BLOCKING;
    }

    /** Whether it is only there to be looked at. */
    @JsonIgnore
    public boolean isShadow() {
        return severity == Severity.SHADOW;
    }

    /**
     * A process in the checked-out commit.
     *
     * @param argv program and arguments; no shell reads them
     * @param in folder below the checkout
     * @param environment values the plan sets; of gate-service's own environment only an allow-list is passed on
     */
    public record Command(List<String> argv, String in, Map<String, String> environment) {}

    /**
     * A GET of the running product.
     *
     * @param url absolute, or a path that is asked at the environment's {@code publish} address
     * @param status the status that passes
     * @param body a regular expression that must be found in the body; null asks for nothing
     * @param attempts how often before it fails
     * @param headers regular expressions that must be found in headers of the answer, by name
     * @param json strings, numbers and booleans that the answer must have, by JSON Pointer
     * @param certificateDays so many days the server's certificates must still be good, at least; null asks for nothing
     * @param tokenFile as {@link Probe.Call}'s
     * @param headersFile as {@link Probe.Call}'s
     * @param caFile as {@link Probe.Call}'s
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    public record Http(
            String url,
            int status,
            @Nullable String body,
            int attempts,
            Duration every,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> headers,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> json,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer certificateDays,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String tokenFile,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String headersFile,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caFile)
            implements HttpBuilder.With {

        /** What older senders leave out asks for nothing. */
        public Http {
            headers = headers == null ? Map.of() : headers;
            json = json == null ? Map.of() : json;
        }

        public Http(String url, int status, @Nullable String body, int attempts, Duration every) {
            this(url, status, body, attempts, every, Map.of(), Map.of(), null, null, null, null);
        }

        public Probe.Call call() {
            return new Probe.Call(url, tokenFile, headersFile, caFile);
        }
    }
}
