/** Reads a release plan file, YAML or JSON, and says on which line what has to be mended. */
@NullMarked
package ai.kaleem.release.api.inbound.plan;

import org.jspecify.annotations.NullMarked;
