/** Moves traffic: one HAProxy container per routed service, ruled by a file and the same again at run time. */
@NullMarked
package ai.kaleem.release.agent.outbound.gateway;

import org.jspecify.annotations.NullMarked;
