package ai.kaleem.release.agent.deploy;

import java.util.List;
import java.util.Map;

/**
 * How a service that was taken over was found by others: its gateway is found in the same way.
 *
 * @param networks by name, the names by which it was known there
 * @param labels by which Docker Compose knows the service's container
 */
public record Frontage(Map<String, List<String>> networks, Map<String, String> labels) {}
