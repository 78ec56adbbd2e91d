/** What a journey needs to be told in sentences: an installation, a shop that is released on it, its customers. */
@NullMarked
package ai.kaleem.release.system.world;

import org.jspecify.annotations.NullMarked;
