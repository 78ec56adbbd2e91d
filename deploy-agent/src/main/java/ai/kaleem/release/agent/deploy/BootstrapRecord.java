package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.RESTORE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which bootstrap commands are done in a place, as the journal tells: each deployment carries on what the last one knew. */
final class BootstrapRecord {

    private BootstrapRecord() {}

    /** Hashes of what is done: by this deployment before a crash, and by those before it since data was restored last. */
    static Set<String> doneBefore(Ledger ledger, Deployment deployment) {
        var done = new HashSet<>(deployment.deeds().bootstrapped());
        ledger.read(entries -> entries.newest(
                        deployment.place(),
                        it -> !it.id().equals(deployment.id())
                                && (it.steps().hasBegun(RESTORE)
                                        || !it.deeds().bootstrapped().isEmpty())))
                // A backup may be older than what a command did.
                .filter(it -> !it.steps().hasBegun(RESTORE))
                .ifPresent(it -> done.addAll(it.deeds().bootstrapped()));
        return done;
    }

    /**
     * Of one command. People write passwords into arguments: the journal keeps none.
     *
     * @param owner service or datastore
     * @param container which one the datastore runs in now; empty for a service
     */
    static String hash(String owner, String container, List<String> argv) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            Stream.concat(Stream.of(owner, container), argv.stream()).forEach(it -> {
                var bytes = it.getBytes(UTF_8);
                digest.update("%d:".formatted(bytes.length).getBytes(UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
