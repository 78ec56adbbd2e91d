/** What the store holds and this version cannot read. */
@NullMarked
package ai.kaleem.release.api.document;

import org.jspecify.annotations.NullMarked;
