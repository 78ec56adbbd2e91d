/** Which version comes next, by what the commits say of themselves. */
@NullMarked
package ai.kaleem.release.gate.version;

import org.jspecify.annotations.NullMarked;
