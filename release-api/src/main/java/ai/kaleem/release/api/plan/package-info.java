/** The release plan: how an app is checked and run, and what of it binds one release. */
@NullMarked
package ai.kaleem.release.api.plan;

import org.jspecify.annotations.NullMarked;
