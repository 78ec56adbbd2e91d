package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.HexFormat;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 as lower-case hex. A backup is read twice for it, and the agent's JVM, which compiles with little memory, is ten times
 * slower at it than a processor can be: so BoringSSL does it where Conscrypt brings it.
 */
final class Digest {

    private static final @Nullable Provider NATIVE = Conscrypt.isAvailable() ? Conscrypt.newProvider() : null;

    private final MessageDigest digest = sha256();

    /** Sees what is written through it. */
    OutputStream of(OutputStream out) {
        return new DigestOutputStream(out, digest);
    }

    /** Sees what is read through it. */
    InputStream of(InputStream in) {
        return new DigestInputStream(in, digest);
    }

    /** Of all that was seen; may be asked once. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(Path file) throws IOException {
        var digest = new Digest();
        try (var in = digest.of(Files.newInputStream(file))) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.hex();
    }

    private static MessageDigest sha256() {
        try {
            return NATIVE == null ? MessageDigest.getInstance("SHA-256") : MessageDigest.getInstance("SHA-256", NATIVE);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
