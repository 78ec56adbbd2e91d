/** Repositories over git's own protocols, mirrored locally. */
@NullMarked
package ai.kaleem.release.gate.outbound.git;

import org.jspecify.annotations.NullMarked;
