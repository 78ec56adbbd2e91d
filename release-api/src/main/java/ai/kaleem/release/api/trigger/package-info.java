/** Releases that nobody asks for: what a push to the repository sets off. */
@NullMarked
package ai.kaleem.release.api.trigger;

import org.jspecify.annotations.NullMarked;
