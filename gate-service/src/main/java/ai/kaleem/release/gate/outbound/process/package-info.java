/** Gates as processes, ended with everything they started. */
@NullMarked
package ai.kaleem.release.gate.outbound.process;

import org.jspecify.annotations.NullMarked;
