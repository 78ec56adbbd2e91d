package ai.kaleem.release.agent.deploy;

import java.util.Arrays;
import java.util.List;

/** The steps of a deployment, forward and back, in the words a report tells them in. */
public enum StepName {
    PREFLIGHT("preflight"),
    BACKUP("backup"),
    PULL("pull"),
    BOOTSTRAP("bootstrap"),
    MIGRATE("migrate"),
    START("start"),
    HEALTHY("healthy"),
    CHECK_CONFIGURATION("check-configuration"),
    CANARY("canary"),
    CONFIGURE("configure"),
    SWITCH("switch"),
    CONFIRM("confirm"),
    RETIRE("retire"),
    PUT_BACK("put-back"),
    SWITCH_BACK("switch-back"),
    CONFIGURE_BACK("configure-back"),
    RESTORE("restore"),
    REMOVE("remove");

    private static final List<StepName> OF_A_RELEASE = List.of(
            PREFLIGHT,
            BACKUP,
            PULL,
            BOOTSTRAP,
            MIGRATE,
            START,
            HEALTHY,
            CHECK_CONFIGURATION,
            CANARY,
            CONFIGURE,
            SWITCH,
            CONFIRM,
            RETIRE);
    static final List<StepName> OF_AN_ADOPTION = List.of(PREFLIGHT, START, HEALTHY, SWITCH, CONFIRM, RETIRE);
    static final List<StepName> OF_A_GIVING_BACK = List.of(PREFLIGHT, START, SWITCH, RETIRE);
    static final List<StepName> OF_A_RESTORE = List.of(PREFLIGHT, RESTORE, START, HEALTHY, SWITCH);
    static final List<StepName> OF_A_DRY_RUN = List.of(PREFLIGHT);
    static final List<StepName> OF_A_ROLLBACK = List.of(PREFLIGHT, PULL, START, HEALTHY, SWITCH, RETIRE);
    static final List<StepName> OF_A_ROLLBACK_WITH_DATA =
            List.of(PREFLIGHT, PULL, RESTORE, START, HEALTHY, SWITCH, RETIRE);

    /** A store that nobody has prepared yet may not even be backed up: a replica set without members has no primary. */
    private static final List<StepName> OF_A_FIRST_RELEASE = List.of(
            PREFLIGHT,
            PULL,
            BOOTSTRAP,
            BACKUP,
            MIGRATE,
            START,
            HEALTHY,
            CHECK_CONFIGURATION,
            CANARY,
            CONFIGURE,
            SWITCH,
            CONFIRM,
            RETIRE);

    /**
     * Bootstrap, migration, canary and configuration are steps only where the plan has them.
     *
     * @param first whether nothing serves there yet
     */
    static List<StepName> ofARelease(
            boolean first, boolean bootstraps, boolean migrates, boolean hasCanary, boolean configures) {
        return (first && bootstraps ? OF_A_FIRST_RELEASE : OF_A_RELEASE)
                .stream()
                        .filter(it -> it != BOOTSTRAP || bootstraps)
                        .filter(it -> it != MIGRATE || migrates)
                        .filter(it -> it != CANARY || hasCanary)
                        .filter(it -> (it != CHECK_CONFIGURATION && it != CONFIGURE) || configures)
                        .toList();
    }

    private final String word;

    StepName(String word) {
        this.word = word;
    }

    static StepName of(String word) {
        return Arrays.stream(values())
                .filter(it -> it.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No step is called '%s'".formatted(word)));
    }

    @Override
    public String toString() {
        return word;
    }
}
