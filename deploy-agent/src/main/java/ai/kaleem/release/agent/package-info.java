/** The agent's application: settings and wiring. */
@NullMarked
package ai.kaleem.release.agent;

import org.jspecify.annotations.NullMarked;
