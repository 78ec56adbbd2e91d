package ai.kaleem.release.gate.outbound.git;

import java.nio.file.Path;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.NetRC;
import org.eclipse.jgit.transport.URIish;

/** Who we are to the hosts of repositories: a {@code .netrc}, read anew when it changed. Nothing of it is in any message. */
final class NetrcCredentials extends CredentialsProvider {

    private final NetRC file;

    NetrcCredentials(Path file) {
        this.file = new NetRC(file.toFile());
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (var item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        var entry = file.getEntry(uri.getHost());
        if (entry == null || entry.login == null || entry.password == null) {
            return false;
        }
        for (var item : items) {
            switch (item) {
                case CredentialItem.Username it -> it.setValue(entry.login);
                case CredentialItem.Password it -> it.setValue(entry.password);
                default -> throw new UnsupportedCredentialItem(uri, item.getPromptText());
            }
        }
        return true;
    }
}
