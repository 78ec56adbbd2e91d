/** Deployments on this host: what was asked, how far it came, and the recipe forward and back. */
@NullMarked
package ai.kaleem.release.agent.deploy;

import org.jspecify.annotations.NullMarked;
