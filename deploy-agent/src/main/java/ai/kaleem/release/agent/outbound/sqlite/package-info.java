/** The journal in an SQLite file. */
@NullMarked
package ai.kaleem.release.agent.outbound.sqlite;

import org.jspecify.annotations.NullMarked;
