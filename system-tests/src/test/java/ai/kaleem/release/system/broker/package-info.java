/** What happens when the broker, or the network to it, fails, and when what comes out of it is wrong. */
@NullMarked
package ai.kaleem.release.system.broker;

import org.jspecify.annotations.NullMarked;
