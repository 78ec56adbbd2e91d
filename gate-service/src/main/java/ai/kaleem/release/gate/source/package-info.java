/** Where a check begins: the commit in a repository, and the digests behind the names of images. */
@NullMarked
package ai.kaleem.release.gate.source;

import org.jspecify.annotations.NullMarked;
