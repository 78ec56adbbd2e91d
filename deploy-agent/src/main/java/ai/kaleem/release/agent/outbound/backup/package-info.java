/** Takes, seals and restores backups with each datastore's own tool, run inside its container. */
@NullMarked
package ai.kaleem.release.agent.outbound.backup;

import org.jspecify.annotations.NullMarked;
