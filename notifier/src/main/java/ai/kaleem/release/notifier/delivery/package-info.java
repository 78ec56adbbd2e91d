/** What has to reach whom, until it did or until we give up and say so. */
@NullMarked
package ai.kaleem.release.notifier.delivery;

import org.jspecify.annotations.NullMarked;
