/** What people ask for, each request acted on once however often it is sent. */
@NullMarked
package ai.kaleem.release.api.request;

import org.jspecify.annotations.NullMarked;
