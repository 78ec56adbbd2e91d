/** The store, Slack and webhooks, as the inside asks for them. */
@NullMarked
package ai.kaleem.release.notifier.outbound;

import org.jspecify.annotations.NullMarked;
