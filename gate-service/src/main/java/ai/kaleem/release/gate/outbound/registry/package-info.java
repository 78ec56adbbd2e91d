/** Container registries, asked for digests. */
@NullMarked
package ai.kaleem.release.gate.outbound.registry;

import org.jspecify.annotations.NullMarked;
