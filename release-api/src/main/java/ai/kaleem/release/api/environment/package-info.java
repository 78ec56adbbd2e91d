/** An environment: whose turn it is, what ran well there, and when its agent was last heard. */
@NullMarked
package ai.kaleem.release.api.environment;

import org.jspecify.annotations.NullMarked;
