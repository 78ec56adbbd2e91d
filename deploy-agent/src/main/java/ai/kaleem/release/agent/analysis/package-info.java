/** Whether a new version is worse than the one before: hard limits, and the two compared side by side. */
@NullMarked
package ai.kaleem.release.agent.analysis;

import org.jspecify.annotations.NullMarked;
