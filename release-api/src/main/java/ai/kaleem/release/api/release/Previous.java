package ai.kaleem.release.api.release;

import org.jspecify.annotations.Nullable;

/**
 * What runs in an environment while a release for it is asked for.
 *
 * @param commit the full hash; null where it is not known, or nobody asks for it
 */
record Previous(String version, @Nullable String commit) {}
