/** Facts about the notifier, with the story as fixture. */
@NullMarked
package ai.kaleem.release.notifier;

import org.jspecify.annotations.NullMarked;
