/** Runs containers on this host's Docker engine. */
@NullMarked
package ai.kaleem.release.agent.outbound.docker;

import org.jspecify.annotations.NullMarked;
