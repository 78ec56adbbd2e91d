@NullMarked
package ai.kaleem.release.api.outbound.calendar;

import org.jspecify.annotations.NullMarked;
