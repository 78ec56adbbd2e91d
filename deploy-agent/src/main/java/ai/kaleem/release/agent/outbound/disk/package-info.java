/** What is on the disk, and what only seems to be. */
@NullMarked
package ai.kaleem.release.agent.outbound.disk;

import org.jspecify.annotations.NullMarked;
