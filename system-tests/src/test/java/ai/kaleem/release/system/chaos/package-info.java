/** Breaks a whole installation at moments that a seed decides, while releases of all kinds go on, and has it judged. */
@NullMarked
package ai.kaleem.release.system.chaos;

import org.jspecify.annotations.NullMarked;
