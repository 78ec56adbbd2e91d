/** What every module's tests share: the real broker and engine, and the rules of the architecture. */
@NullMarked
package ai.kaleem.release.common.testing;

import org.jspecify.annotations.NullMarked;
