package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;

/**
 * A service of which two versions run side by side.
 *
 * @param next the new version's container
 * @param old the container that is the target
 */
record Compared(ServiceSpec service, Route route, String next, String old) {}
