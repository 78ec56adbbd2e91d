/** Who changed what, when, from where and why: a chain of which nothing can be taken unnoticed. */
@NullMarked
package ai.kaleem.release.api.audit;

import org.jspecify.annotations.NullMarked;
