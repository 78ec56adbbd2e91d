package ai.kaleem.release.gate.outbound.docker;

import ai.kaleem.release.gate.gate.Outcome;
import java.util.Locale;
import java.util.stream.Stream;

/** Whose fault it is that an engine did not do what it was asked to, which it says in words alone. */
final class Fault {

    /** Networks, registries, disks and the engine itself; all else a build stops at is in the commit. */
    private static final String[] OURS = {
        "dial tcp",
        "dial unix",
        "no such host",
        "i/o timeout",
        "connection refused",
        "connection reset",
        "network is unreachable",
        "tls handshake",
        "toomanyrequests",
        "too many requests",
        "unexpected http status: 5",
        "service unavailable",
        "no space left on device",
        "context deadline exceeded",
        "client.timeout exceeded",
        "server gave http response to https client"
    };

    private Fault() {}

    static Outcome of(String said) {
        var words = said.toLowerCase(Locale.ROOT);
        return Stream.of(OURS).anyMatch(words::contains) ? new Outcome.Unknown(said) : new Outcome.Failed(said);
    }

    static boolean isRefusal(String said) {
        var words = said.toLowerCase(Locale.ROOT);
        return Stream.of("unauthorized", "denied", "no basic auth credentials", "authentication required")
                .anyMatch(words::contains);
    }
}
