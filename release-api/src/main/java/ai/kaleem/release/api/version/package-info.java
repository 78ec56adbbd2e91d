/** Which version comes next. */
@NullMarked
package ai.kaleem.release.api.version;

import org.jspecify.annotations.NullMarked;
