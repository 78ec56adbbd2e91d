/** What tests do from outside of a process that is dead. */
@NullMarked
package ai.kaleem.release.common.outside;

import org.jspecify.annotations.NullMarked;
