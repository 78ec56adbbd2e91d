/** Asks a container after its health over HTTP. */
@NullMarked
package ai.kaleem.release.agent.outbound.http;

import org.jspecify.annotations.NullMarked;
