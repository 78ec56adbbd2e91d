package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a release gives to a container that stays while it moves, for example to the nginx in front: a folder of
 * configuration, checked before it is put in place, and put back when the release is.
 *
 * @param container that reads it, by its name on the agent's host; it is never replaced
 * @param from the folder on the agent's host with what this release wants
 * @param folder the folder on the agent's host that the container mounts
 * @param check argv, run in a container like that one with the new folder in place of the old; 0 is success
 * @param reload argv, run inside the container once the folder holds the new configuration; 0 is success
 * @param timeout of the check, of the reload, and until it is well after that
 * @param health {@code http://host:port/path} that must answer 2xx after a reload; null where it is enough that it runs
 */
public record Configuration(
        String container,
        String from,
        String folder,
        List<String> check,
        List<String> reload,
        Duration timeout,
        @Nullable String health) {}
