package ai.kaleem.release.api.trigger;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses by which a sender knows a repository. {@code https://github.com/owner/app.git},
 * {@code git@github.com:owner/app.git} and {@code https://github.com/Owner/App} are the same one.
 */
public record RepositoryName(List<String> addresses) {

    private static final Pattern SCP = Pattern.compile("[^/@:]+@([^/:]+):(.+)");

    boolean isOf(@Nullable String repository) {
        return repository != null && addresses.stream().anyMatch(it -> plain(it).equals(plain(repository)));
    }

    /** Host and path alone; hosts that keep repositories for others do not tell capital letters from small ones. */
    private static String plain(String address) {
        var scp = SCP.matcher(address);
        var path = scp.matches() ? "%s/%s".formatted(scp.group(1), scp.group(2)) : address;
        return path.replaceFirst("^[a-z+]+://", "")
                .replaceFirst("^[^/@]*@", "")
                .replaceFirst("/+$", "")
                .replaceFirst("\\.git$", "")
                .toLowerCase(Locale.ROOT);
    }
}
