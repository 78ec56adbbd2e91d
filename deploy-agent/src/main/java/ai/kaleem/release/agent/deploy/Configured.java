package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Configuration;

/**
 * What a deployment does to the configuration of a container that stays.
 *
 * @param wanted the hash under which {@link EnvFiles} keeps the folder that is put in place
 * @param found the hash of the folder as it was before
 */
public record Configured(Configuration configuration, String wanted, String found) {

    boolean changes() {
        return !wanted.equals(found);
    }
}
