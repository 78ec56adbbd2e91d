/** release-api stopped at every call that leaves it, over the embedded store and a real broker. */
@NullMarked
package ai.kaleem.release.api.crash;

import org.jspecify.annotations.NullMarked;
