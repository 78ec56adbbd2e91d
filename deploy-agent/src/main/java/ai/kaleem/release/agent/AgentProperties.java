package ai.kaleem.release.agent;

import ai.kaleem.release.agent.deploy.AgentSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param name as plans name this server's agent; the only setting without a default
 * @param dataFolder journal, backups, gateways' configuration; Docker mounts from it under the same path
 * @param gatewayImage HAProxy's, from a registry or on this host; volumes and folders are backed up with its tools
 * @param dockerTimeout of one call to the engine
 * @param holdLimit how long a request waits, during a restore or while what must not run twice is replaced, before it gets 503
 * @param minFreeDisk below this nothing is begun
 * @param keepImages of how many releases an environment's images stay on this host, the one that serves included; 2 at least
 * @param registryCredentials a file as Docker's {@code config.json}; empty for the agent's own user's, where there is one
 * @param healthAddress at which health is offered, on the loopback unless set otherwise
 */
@ConfigurationProperties("kaleem.agent")
record AgentProperties(
        @DefaultValue("") String name,
        @DefaultValue("/var/lib/kaleem-release") Path dataFolder,
        @DefaultValue("unix:///var/run/docker.sock") String dockerHost,
        @DefaultValue("60s") Duration dockerTimeout,
        @DefaultValue("haproxy:3.0") String gatewayImage,
        @DefaultValue("30s") Duration holdLimit,
        @DefaultValue("2GB") DataSize minFreeDisk,
        @DefaultValue("10m") Duration pullTimeout,
        @DefaultValue("3") int keepImages,
        @DefaultValue("") String registryCredentials,
        @DefaultValue("3m") Duration healthWait,
        @DefaultValue("2s") Duration settle,
        @DefaultValue("2s") Duration watchEvery,
        @DefaultValue("60s") Duration confirmFloor,
        @DefaultValue("10s") Duration beatEvery,
        @DefaultValue("127.0.0.1") InetAddress healthAddress,
        @DefaultValue("8083") int healthPort)
        implements AgentSettings {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    AgentProperties {
        if (!NAME.matcher(name).matches()) {
            throw new SettingMissing(
                    "'%s' is no name for an agent. Set kaleem.agent.name (KALEEM_AGENT_NAME) to the name that your plans give this server's agent: lower-case letters, digits and '-'."
                            .formatted(name));
        }
        if (keepImages < 2) {
            throw new SettingMissing(
                    "kaleem.agent.keep-images (KALEEM_AGENT_KEEP_IMAGES) is %d: an emergency needs the images of the release that serves and of the one before, so set 2 or more."
                            .formatted(keepImages));
        }
    }

    @Override
    public long minFreeBytes() {
        return minFreeDisk.toBytes();
    }
}
