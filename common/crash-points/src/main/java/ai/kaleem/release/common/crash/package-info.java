/** Crash points: every call that leaves a service, woven into its classes from outside, so that a test can stop it there. */
@NullMarked
package ai.kaleem.release.common.crash;

import org.jspecify.annotations.NullMarked;
