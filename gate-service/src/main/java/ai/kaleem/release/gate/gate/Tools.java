package ai.kaleem.release.gate.gate;

/** What gates are made with: each kind of them is the work of one. */
public record Tools(Programs programs, Probes probes, Reports reports, Builds builds, Tags tags) {}
