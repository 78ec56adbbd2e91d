/** Who asks, and by which token we know. */
@NullMarked
package ai.kaleem.release.api.access;

import org.jspecify.annotations.NullMarked;
