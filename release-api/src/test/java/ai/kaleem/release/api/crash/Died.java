package ai.kaleem.release.api.crash;

import ai.kaleem.release.common.crash.Moment;

/** A life ended here, or had ended before. */
final class Died extends Error {

    Died(Moment moment) {
        super(moment.toString(), null, false, false);
    }
}
