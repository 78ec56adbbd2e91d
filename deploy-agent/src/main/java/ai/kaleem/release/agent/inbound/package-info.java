/** What reaches the agent: requests from the broker, the clock of its beat, questions after its health. */
@NullMarked
package ai.kaleem.release.agent.inbound;

import org.jspecify.annotations.NullMarked;
