/** Questions to the running product. */
@NullMarked
package ai.kaleem.release.gate.outbound.http;

import org.jspecify.annotations.NullMarked;
