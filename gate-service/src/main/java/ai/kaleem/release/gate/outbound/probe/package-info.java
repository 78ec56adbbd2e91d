/** Questions to the running product, a class for each kind. */
@NullMarked
package ai.kaleem.release.gate.outbound.probe;

import org.jspecify.annotations.NullMarked;
