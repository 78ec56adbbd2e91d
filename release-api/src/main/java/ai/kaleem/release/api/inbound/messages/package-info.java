/** Facts from the sources, and what was parked, taken in from the broker. */
@NullMarked
package ai.kaleem.release.api.inbound.messages;

import org.jspecify.annotations.NullMarked;
