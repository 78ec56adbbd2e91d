/** One class a command. */
@NullMarked
package ai.kaleem.release.cli.command;

import org.jspecify.annotations.NullMarked;
