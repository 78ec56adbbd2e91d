package ai.kaleem.release.agent.deploy;

import io.micrometer.observation.ObservationRegistry;

/** What every recipe works with. */
public record Tools(
        Host host,
        Compose compose,
        Gateway gateway,
        Backups backups,
        Probe probe,
        Metrics metrics,
        EnvFiles envFiles,
        Ledger ledger,
        AgentSettings settings,
        ObservationRegistry observations,
        DataTurns turns) {

    public Tools(
            Host host,
            Compose compose,
            Gateway gateway,
            Backups backups,
            Probe probe,
            Metrics metrics,
            EnvFiles envFiles,
            Ledger ledger,
            AgentSettings settings,
            ObservationRegistry observations) {
        this(
                host,
                compose,
                gateway,
                backups,
                probe,
                metrics,
                envFiles,
                ledger,
                settings,
                observations,
                new DataTurns());
    }
}
