/** The API over HTTP: reads forms, calls one use case each, and shows what came of it. */
@NullMarked
package ai.kaleem.release.api.inbound.http;

import org.jspecify.annotations.NullMarked;
