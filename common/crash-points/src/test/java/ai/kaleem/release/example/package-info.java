/** A program of three writes, to be stopped at each. */
@NullMarked
package ai.kaleem.release.example;

import org.jspecify.annotations.NullMarked;
