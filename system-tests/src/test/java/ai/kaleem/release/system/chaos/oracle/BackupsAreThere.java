package ai.kaleem.release.system.chaos.oracle;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** A backup that is called sealed is on the disk, byte for byte, and a deployment has one of each datastore. */
final class BackupsAreThere implements Rule {

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        for (var deployment : chronicle.deployments()) {
            // A restore dumps what is there first.
            var wanted =
                    deployment.step("restore").filter(BackupsAreThere::began).isPresent() ? 2 : 1;
            var times = new HashMap<String, Integer>();
            for (var backup : deployment.backups()) {
                if (times.merge(backup.path("datastore").asString(), 1, Integer::sum) > wanted) {
                    findings.duplicated("%s has more than %d backups of a datastore: %s", deployment, wanted, backup);
                }
                if (backup.path("sealed").asBoolean()) {
                    judge(deployment, backup, findings);
                }
            }
        }
    }

    private static boolean began(JsonNode step) {
        return step.path("startedAt").isString();
    }

    private static void judge(Deployment deployment, JsonNode backup, Findings findings) {
        var file = Path.of(backup.path("file").asString());
        if (!Files.isRegularFile(file)) {
            findings.lost("%s lists the backup %s, which is not there", deployment, file);
        } else if (!sha256(file).equals(backup.path("sha256").asString())) {
            findings.lost("%s lists the backup %s with another SHA-256 than it has", deployment, file);
        }
    }

    private static String sha256(Path file) {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
