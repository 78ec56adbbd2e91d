/** What is worth telling, and the words for it in each language. */
@NullMarked
package ai.kaleem.release.notifier.notice;

import org.jspecify.annotations.NullMarked;
