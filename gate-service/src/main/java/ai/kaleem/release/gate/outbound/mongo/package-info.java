/** Runs and their unsent facts in MongoDB. */
@NullMarked
package ai.kaleem.release.gate.outbound.mongo;

import org.jspecify.annotations.NullMarked;
