/** MongoDB: one document a release, one an environment; single-document writes alone. */
@NullMarked
package ai.kaleem.release.api.outbound.mongo;

import org.jspecify.annotations.NullMarked;
