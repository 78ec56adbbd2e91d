/** What gate-service uses: git, processes, HTTP, a registry, the file system and MongoDB. */
@NullMarked
package ai.kaleem.release.gate.outbound;

import org.jspecify.annotations.NullMarked;
