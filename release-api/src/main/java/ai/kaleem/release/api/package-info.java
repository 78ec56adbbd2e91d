/** release-api: what it is made of, and its settings. */
@NullMarked
package ai.kaleem.release.api;

import org.jspecify.annotations.NullMarked;
