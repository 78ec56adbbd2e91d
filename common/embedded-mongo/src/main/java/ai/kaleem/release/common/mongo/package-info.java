/** A MongoDB-protocol server in the service's own process, durable as the real one, for when no other is given. */
@NullMarked
package ai.kaleem.release.common.mongo;

import org.jspecify.annotations.NullMarked;
