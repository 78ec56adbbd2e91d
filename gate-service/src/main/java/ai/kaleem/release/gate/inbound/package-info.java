/** Ways into gate-service: messages, HTTP, and the clock that resumes what was left. */
@NullMarked
package ai.kaleem.release.gate.inbound;

import org.jspecify.annotations.NullMarked;
