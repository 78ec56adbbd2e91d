/** Times in which nothing new is deployed. */
@NullMarked
package ai.kaleem.release.api.freeze;

import org.jspecify.annotations.NullMarked;
