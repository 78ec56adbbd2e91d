/** What the services say to each other: requests to an owner, facts from a source, and the story that release-api tells. */
@NullMarked
package ai.kaleem.release.common.contract;

import org.jspecify.annotations.NullMarked;
