package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.notes.Notes.Link;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a repository is looked at with a browser, as GitHub and GitLab make their addresses. Others, such as a folder, have none.
 *
 * @param base {@code https://host/owner/name}, without credentials
 */
record Web(String base, boolean gitlab) {

    private static final int SHORT = 9;

    static Optional<Web> of(String repository) {
        try {
            var uri = URI.create(repository);
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getPath() == null) {
                return Optional.empty();
            }
            var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            var path = uri.getPath().replaceAll("\\.git/?$", "").replaceAll("/+$", "");
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Web("https://%s%s%s".formatted(uri.getHost(), port, path), isGitlab(uri)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One's own has another name; GitHub's addresses then lead to nothing, and nothing worse. */
    private static boolean isGitlab(URI uri) {
        return uri.getHost().contains("gitlab");
    }

    List<Link> links(String hash, List<String> references) {
        var links = new ArrayList<Link>();
        links.add(new Link(
                hash.substring(0, Math.min(SHORT, hash.length())),
                "%s/%scommit/%s".formatted(base, gitlab ? "-/" : "", hash)));
        references.forEach(it -> links.add(new Link(it, link(it))));
        return List.copyOf(links);
    }

    /** GitHub leads from an issue's address to the pull request where it is one. */
    private String link(String reference) {
        var number = reference.substring(1);
        if (!gitlab) {
            return "%s/issues/%s".formatted(base, number);
        }
        return "%s/-/%s/%s".formatted(base, reference.startsWith("!") ? "merge_requests" : "issues", number);
    }
}
