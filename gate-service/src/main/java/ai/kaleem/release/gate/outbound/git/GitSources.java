package ai.kaleem.release.gate.outbound.git;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.outbound.files.Trees;
import ai.kaleem.release.gate.source.Sources;
import ai.kaleem.release.gate.version.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repositories read by JGit: no git program is started, so that no hook, helper or option of anybody's can be.
 * Submodules are not followed, and large files (LFS) stay pointers.
 */
public final class GitSources implements Sources, Histories {

    private static final Logger log = LoggerFactory.getLogger(GitSources.class);

    private final Path mirrors;
    private final Duration timeout;
    private final @Nullable CredentialsProvider credentials;
    private final Map<String, Mirror> known = new ConcurrentHashMap<>();

    /** For repositories that ask nobody who they are. */
    public GitSources(Path mirrors, Duration timeout) {
        this(mirrors, timeout, null);
    }

    /**
     * @param timeout of connecting, and of every wait for data
     * @param netrc a {@code .netrc} with who we are to hosts; null for nobody
     */
    public GitSources(Path mirrors, Duration timeout, @Nullable Path netrc) {
        this.mirrors = mirrors;
        this.timeout = timeout;
        this.credentials = netrc == null ? null : new NetrcCredentials(netrc);
        NoGitSettings.install();
    }

    @Override
    public Location locate(Source source, boolean withChanges) {
        return read(
                source,
                withChanges,
                (repository, commit) -> new Location.Found(
                        commit.name(),
                        withChanges ? new History(repository).changesSincePreviousTag(commit) : List.of()),
                Location.Refused::new,
                Location.Unreachable::new);
    }

    @Override
    public Answer history(Source source, String tagPrefix, boolean candidates, @Nullable String without) {
        return read(
                source,
                true,
                (repository, commit) ->
                        new Answer.Found(new Versions(repository, tagPrefix).before(commit, candidates, without)),
                Answer.Refused::new,
                Answer.Unreachable::new);
    }

    /** What is read out of a repository, of the commit that a ref means there. */
    private interface Reading<T> {
        T of(Repository repository, ObjectId commit) throws IOException;
    }

    /** @param fresh whether the newest tags count, so that a known commit is not enough */
    private <T> T read(
            Source source,
            boolean fresh,
            Reading<T> reading,
            Function<String, T> refused,
            Function<String, T> unreachable) {
        RepositoryUrl url;
        try {
            url = RepositoryUrl.parse(source.repository());
        } catch (IllegalArgumentException e) {
            return refused.apply(String.valueOf(e.getMessage()));
        }
        var ref = source.ref();
        if (ref.isBlank() || ref.startsWith("-")) {
            return refused.apply("'%s' is no branch, tag or commit".formatted(ref));
        }
        try {
            var mirror = mirror(url);
            bringUp(mirror, url, ref, fresh);
            try (var repository = mirror.open()) {
                var history = new History(repository);
                var commit = history.commit(ref);
                return commit.isPresent()
                        ? reading.of(repository, commit.get())
                        : refused.apply(
                                "%s has no branch, tag or commit '%s'; it has %s".formatted(url, ref, history.names()));
            }
        } catch (TransportException | NotSupportedException e) {
            return unreachable.apply("the repository %s cannot be reached: %s".formatted(url, why(e)));
        } catch (IOException | RuntimeException e) {
            log.error("The mirror of {} cannot be used", url, e);
            return unreachable.apply("the mirror of %s cannot be used: %s".formatted(url, why(e)));
        }
    }

    private static void bringUp(Mirror mirror, RepositoryUrl url, String ref, boolean fresh) throws IOException {
        var isKnown = mirror.has(ref);
        if (isKnown && !fresh) {
            return;
        }
        try {
            mirror.fetch(url);
        } catch (TransportException e) {
            if (!isKnown) {
                throw e;
            }
            // A hash means the same for ever; only the newest tags may be missing.
            log.warn("{} does not answer; {} is taken from its mirror", url, ref);
        }
    }

    @Override
    public Optional<Boolean> differ(Source source, String from, String to, List<String> patterns) {
        try {
            var mirror = mirror(RepositoryUrl.parse(source.repository()));
            if (!mirror.has(from) || !mirror.has(to)) {
                return Optional.empty();
            }
            try (var repository = mirror.open()) {
                var differences = new Differences(repository, patterns);
                return Optional.of(differences.between(ObjectId.fromString(from), ObjectId.fromString(to)));
            }
        } catch (IOException | RuntimeException e) {
            log.warn("What differs between {} and {} cannot be seen: {}", from, to, why(e));
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> pack(Source source, String commit, String folder, Path into) throws IOException {
        try (var repository = withCommit(source, commit).open()) {
            return BuildContext.pack(repository, commit, folder, into);
        }
    }

    /** What is done with a repository where it is kept. */
    interface AtRemote<T> {
        T with(Repository mirror, Transport remote) throws IOException;
    }

    /** @param commit that the mirror has to have */
    <T> T atRemote(Source source, String commit, AtRemote<T> work) throws IOException {
        return withCommit(source, commit).atRemote(RepositoryUrl.parse(source.repository()), work);
    }

    /** The mirror, once it has the commit. */
    private Mirror withCommit(Source source, String commit) throws IOException {
        var url = RepositoryUrl.parse(source.repository());
        var mirror = mirror(url);
        if (!mirror.has(commit)) {
            mirror.fetch(url);
        }
        return mirror;
    }

    @Override
    public WorkTree workTree(Path folder, Source source, String commit) throws IOException {
        if (Files.exists(folder)) {
            return new WorkTree(folder, false);
        }
        var mirror = withCommit(source, commit);
        // Only a whole one gets the name.
        var partial = folder.resolveSibling(folder.getFileName() + ".partial");
        Trees.remove(partial);
        Files.createDirectories(partial);
        checkOut(mirror, ObjectId.fromString(commit), partial);
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        return new WorkTree(folder, true);
    }

    /** A repository of its own, since tools ask for one, which borrows the mirror's objects. */
    private static void checkOut(Mirror mirror, ObjectId commit, Path folder) throws IOException {
        var git = folder.resolve(Constants.DOT_GIT);
        try (var repository = new FileRepositoryBuilder()
                .setGitDir(git.toFile())
                .setWorkTree(folder.toFile())
                .build()) {
            repository.create();
        }
        Files.createDirectories(git.resolve("objects/info"));
        Files.writeString(
                git.resolve("objects/info/alternates"),
                mirror.folder().resolve("objects").toAbsolutePath() + "\n");
        try (var repository = new FileRepositoryBuilder()
                        .setGitDir(git.toFile())
                        .setWorkTree(folder.toFile())
                        .build();
                var walk = new RevWalk(repository)) {
            var tree = walk.parseCommit(commit).getTree();
            detach(repository, commit);
            var checkout = new DirCacheCheckout(repository, repository.lockDirCache(), tree);
            checkout.setFailOnConflict(true);
            checkout.checkout();
        }
    }

    private static void detach(Repository repository, ObjectId commit) throws IOException {
        var head = repository.updateRef(Constants.HEAD, true);
        head.setNewObjectId(commit);
        var result = head.forceUpdate();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FORCED) {
            throw new IOException("HEAD of the work tree cannot be set: %s".formatted(result));
        }
    }

    private Mirror mirror(RepositoryUrl url) throws IOException {
        Files.createDirectories(mirrors);
        return known.computeIfAbsent(url.folder(), it -> new Mirror(mirrors.resolve(it), timeout, credentials));
    }

    static String why(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        var said = String.valueOf(e.getMessage());
        var why = RepositoryUrl.redacted(
                deepest == e || deepest.getMessage() == null ? said : "%s (%s)".formatted(said, deepest.getMessage()));
        return isRefusal(why) ? why + "; write who may into the .netrc that KALEEM_GATES_GITCREDENTIALS names" : why;
    }

    /** As JGit says it, without a type of its own. */
    private static boolean isRefusal(String why) {
        return why.contains("not authorized")
                || why.contains("not permitted")
                || why.contains("uthentication is required");
    }
}
