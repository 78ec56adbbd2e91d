/** HTTP of a service that only the other services may ask: its token, and the settings such services share. */
@NullMarked
package ai.kaleem.release.common.http;

import org.jspecify.annotations.NullMarked;
