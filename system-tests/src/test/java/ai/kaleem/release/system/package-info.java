/** The journeys: each promise of the product once, over real processes, a real broker and a real engine. */
@NullMarked
package ai.kaleem.release.system;

import org.jspecify.annotations.NullMarked;
