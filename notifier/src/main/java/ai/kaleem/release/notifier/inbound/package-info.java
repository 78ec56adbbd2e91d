/** Events, the clock and HTTP come in here. */
@NullMarked
package ai.kaleem.release.notifier.inbound;

import org.jspecify.annotations.NullMarked;
