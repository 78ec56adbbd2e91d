package ai.kaleem.release.common.contract;

import java.util.List;

/**
 * An image that was built before, to be sent to its registry, where the agents find it.
 *
 * @param image its name, with a tag
 * @param services that run it, and run it by the digest it gets there
 */
public record ImagePush(String image, List<String> services) {}
