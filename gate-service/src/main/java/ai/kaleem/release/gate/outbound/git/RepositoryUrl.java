package ai.kaleem.release.gate.outbound.git;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;

/** The address of a repository: {@code https://..} or {@code file:///..}, and never shown with what it says before an {@code @}. */
record RepositoryUrl(URIish uri) {

    private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]*@");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]+");

    /** @throws IllegalArgumentException where it is another kind of address, with the reason in words */
    static RepositoryUrl parse(String url) {
        try {
            var uri = new URIish(url);
            var https = "https".equals(uri.getScheme()) && uri.getHost() != null;
            var file = "file".equals(uri.getScheme()) && url.startsWith("file:///");
            if (!https && !file) {
                throw new IllegalArgumentException(
                        "The repository's address %s is neither https:// nor file:///".formatted(redacted(url)));
            }
            return new RepositoryUrl(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The repository's address %s cannot be read".formatted(redacted(url)));
        }
    }

    /** Any text, without the user and password of the addresses in it. */
    static String redacted(String text) {
        return USER.matcher(text).replaceAll("");
    }

    /** A folder's name that no other address has. Who reads it does not matter: the same repository has one mirror. */
    String folder() {
        var bare = uri.setUser(null).setPass(null).toString();
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bare.getBytes(StandardCharsets.UTF_8));
            var name = UNSAFE.matcher(bare.substring(
                            bare.stripTrailing().replaceAll("/+$", "").lastIndexOf('/') + 1))
                    .replaceAll("-");
            return "%s-%s.git".formatted(name, HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return uri.setUser(null).setPass(null).toString();
    }
}
