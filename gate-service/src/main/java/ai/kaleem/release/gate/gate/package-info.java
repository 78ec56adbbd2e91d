/** A run of gates: what is asked, how far it is, and the verdict with its evidence. */
@NullMarked
package ai.kaleem.release.gate.gate;

import org.jspecify.annotations.NullMarked;
