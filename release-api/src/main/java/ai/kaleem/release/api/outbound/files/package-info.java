/** Files that the operator wrote. */
@NullMarked
package ai.kaleem.release.api.outbound.files;

import org.jspecify.annotations.NullMarked;
