/** Checks a commit and a running product: the application, its settings and how its parts are wired. */
@NullMarked
package ai.kaleem.release.gate;

import org.jspecify.annotations.NullMarked;
