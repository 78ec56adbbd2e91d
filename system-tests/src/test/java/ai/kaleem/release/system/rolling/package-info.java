/** Journeys over two instances of each service and one store between them, one restarted after the other. */
@NullMarked
package ai.kaleem.release.system.rolling;

import org.jspecify.annotations.NullMarked;
