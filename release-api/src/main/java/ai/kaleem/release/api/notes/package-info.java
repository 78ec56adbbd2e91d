/** What a release brings, for the team and for those who use the product. */
@NullMarked
package ai.kaleem.release.api.notes;

import org.jspecify.annotations.NullMarked;
