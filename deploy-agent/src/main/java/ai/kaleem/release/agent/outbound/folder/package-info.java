/** The agent's data folder: one agent at a time, private files. */
@NullMarked
package ai.kaleem.release.agent.outbound.folder;

import org.jspecify.annotations.NullMarked;
