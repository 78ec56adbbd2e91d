/** Tells the team what becomes of its releases: the application, its settings and its wiring. */
@NullMarked
package ai.kaleem.release.notifier;

import org.jspecify.annotations.NullMarked;
