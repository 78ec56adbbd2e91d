/** Schedules as crontab(5) writes them. */
@NullMarked
package ai.kaleem.release.agent.outbound.calendar;

import org.jspecify.annotations.NullMarked;
