/** What the agent reaches. */
@NullMarked
package ai.kaleem.release.agent.outbound;

import org.jspecify.annotations.NullMarked;
