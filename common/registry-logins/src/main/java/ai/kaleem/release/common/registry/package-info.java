/** Who an installation is to the registries that its images come from. */
@NullMarked
package ai.kaleem.release.common.registry;

import org.jspecify.annotations.NullMarked;
