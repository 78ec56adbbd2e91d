/**
 * Judges a run from what witnesses wrote down, and knows nothing of the product: the JDK, a JSON reader, and the documented
 * table of states are all it has.
 */
@NullMarked
package ai.kaleem.release.system.chaos.oracle;

import org.jspecify.annotations.NullMarked;
