package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import java.util.Random;

/**
 * What is to become of a deployment if nobody interferes.
 *
 * @param before the verdict of the gates before the switch
 * @param after the verdict of those after it
 */
record Fate(Verdict before, Health health, Verdict after) {

    enum Health {
        GOOD,
        NEVER_HEALTHY,
        BAD_WHILE_BAKING
    }

    static Fate of(Random random) {
        return new Fate(verdict(random), health(random), verdict(random));
    }

    private static Verdict verdict(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Verdict.FAILED;
            case 1 -> Verdict.ERRORED;
            default -> Verdict.PASSED;
        };
    }

    private static Health health(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Health.NEVER_HEALTHY;
            case 1 -> Health.BAD_WHILE_BAKING;
            default -> Health.GOOD;
        };
    }

    /** Of a release. */
    DeploymentState end() {
        if (before != Verdict.PASSED) {
            return DeploymentState.REJECTED;
        }
        if (health == Health.NEVER_HEALTHY) {
            return DeploymentState.FAILED;
        }
        return health == Health.GOOD && after == Verdict.PASSED
                ? DeploymentState.SUCCEEDED
                : DeploymentState.ROLLED_BACK;
    }
}
