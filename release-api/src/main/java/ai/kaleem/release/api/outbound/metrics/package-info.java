/** What the story of releases looks like in numbers. */
@NullMarked
package ai.kaleem.release.api.outbound.metrics;

import org.jspecify.annotations.NullMarked;
