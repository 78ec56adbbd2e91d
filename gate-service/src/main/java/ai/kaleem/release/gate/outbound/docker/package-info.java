/** Images, built and sent by a Docker engine. */
@NullMarked
package ai.kaleem.release.gate.outbound.docker;

import org.jspecify.annotations.NullMarked;
