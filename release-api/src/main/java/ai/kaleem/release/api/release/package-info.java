/** A release, its deployments and their story: the only state machine there is, and the use cases that move it. */
@NullMarked
package ai.kaleem.release.api.release;

import org.jspecify.annotations.NullMarked;
