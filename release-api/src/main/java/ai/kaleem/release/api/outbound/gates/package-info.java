/** What release-api asks gate-service directly: the log of a gate. */
@NullMarked
package ai.kaleem.release.api.outbound.gates;

import org.jspecify.annotations.NullMarked;
