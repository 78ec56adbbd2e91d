package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far each step of a deployment came. A step that runs has an intent in the journal and no result yet. */
final class Steps {

    /** Characters of evidence that a report carries; at most four bytes each, so never more than 64 kB. */
    private static final int EVIDENCE = 16 * 1024;

    private final Map<StepName, Step> steps = new LinkedHashMap<>();

    static Steps planned(List<StepName> names) {
        var planned = new Steps();
        names.forEach(it -> planned.put(it, StepState.PENDING, null, null, null, null));
        return planned;
    }

    /** One that is found out about later takes its place in the plan; one that is there already stays. */
    void insert(StepName name, StepName before) {
        if (steps.containsKey(name)) {
            return;
        }
        var later = new LinkedHashMap<StepName, Step>();
        var reached = false;
        for (var step : steps.entrySet()) {
            reached |= step.getKey() == before;
            if (reached) {
                later.put(step.getKey(), step.getValue());
            }
        }
        later.keySet().forEach(steps::remove);
        put(name, StepState.PENDING, null, null, null, null);
        steps.putAll(later);
    }

    static Steps of(List<Step> told) {
        var steps = new Steps();
        told.forEach(it -> steps.steps.put(StepName.of(it.name()), it));
        return steps;
    }

    List<Step> told() {
        return List.copyOf(steps.values());
    }

    boolean hasBegun(StepName name) {
        return switch (state(name)) {
            case RUNNING, DONE, FAILED -> true;
            case PENDING, SKIPPED -> false;
        };
    }

    boolean hasEnded(StepName name) {
        return switch (state(name)) {
            case DONE, FAILED, SKIPPED -> true;
            case PENDING, RUNNING -> false;
        };
    }

    StepState state(StepName name) {
        var step = steps.get(name);
        return step == null ? StepState.PENDING : step.state();
    }

    /** For the log: what came of it, and how long it took. */
    String summary(StepName name) {
        var step = steps.get(name);
        if (step == null) {
            return StepState.PENDING.name();
        }
        var took = step.startedAt() == null || step.finishedAt() == null
                ? ""
                : " after %d ms"
                        .formatted(Duration.between(step.startedAt(), step.finishedAt())
                                .toMillis());
        return "%s%s, %s".formatted(step.state(), took, step.detail());
    }

    /** The intent. Begun already, after a crash, it keeps its first moment. */
    void began(StepName name, Instant now) {
        if (state(name) != StepState.RUNNING) {
            put(name, StepState.RUNNING, now, null, null, null);
        }
    }

    /** Says what a running step waits for. */
    void noted(StepName name, String detail) {
        var step = steps.get(name);
        if (step != null && step.state() == StepState.RUNNING) {
            put(name, StepState.RUNNING, step.startedAt(), null, detail, step.evidence());
        }
    }

    /** Says how far a running step is, with what it found out so far. */
    void noted(StepName name, String detail, String evidence) {
        var step = steps.get(name);
        if (step != null && step.state() == StepState.RUNNING) {
            put(name, StepState.RUNNING, step.startedAt(), null, detail, evidence);
        }
    }

    /** What a step found out so far. */
    @Nullable String evidence(StepName name) {
        var step = steps.get(name);
        return step == null ? null : step.evidence();
    }

    void done(StepName name, String detail, @Nullable String evidence, Instant now) {
        put(name, StepState.DONE, startedAt(name, now), now, detail, evidence);
    }

    void failed(StepName name, String detail, @Nullable String evidence, Instant now) {
        put(name, StepState.FAILED, startedAt(name, now), now, detail, evidence == null ? evidence(name) : evidence);
    }

    void skipped(StepName name, String why) {
        put(name, StepState.SKIPPED, null, null, why, null);
    }

    /** Nothing more is begun; what a crash left without a result has none. */
    void close(String why, Instant now) {
        for (var name : List.copyOf(steps.keySet())) {
            switch (state(name)) {
                case PENDING -> skipped(name, why);
                case RUNNING -> failed(name, "interrupted", null, now);
                case DONE, FAILED, SKIPPED -> {}
            }
        }
    }

    private @Nullable Instant startedAt(StepName name, Instant now) {
        var step = steps.get(name);
        return step == null || step.startedAt() == null ? now : step.startedAt();
    }

    private void put(
            StepName name,
            StepState state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String detail,
            @Nullable String evidence) {
        steps.put(name, new Step(name.toString(), state, startedAt, finishedAt, detail, newest(evidence)));
    }

    private static @Nullable String newest(@Nullable String evidence) {
        return evidence == null || evidence.length() <= EVIDENCE
                ? evidence
                : evidence.substring(evidence.length() - EVIDENCE);
    }
}
