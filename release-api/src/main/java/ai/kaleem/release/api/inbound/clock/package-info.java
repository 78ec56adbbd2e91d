/** Time, as it asks for something to be done. */
@NullMarked
package ai.kaleem.release.api.inbound.clock;

import org.jspecify.annotations.NullMarked;
