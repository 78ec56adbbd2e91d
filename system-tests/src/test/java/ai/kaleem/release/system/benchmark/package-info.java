/** Budgets as measured under load: figures that are printed and kept, and never asserted. */
@NullMarked
package ai.kaleem.release.system.benchmark;

import org.jspecify.annotations.NullMarked;
