package ai.kaleem.release.gate.outbound.git;

import ai.kaleem.release.gate.outbound.files.Trees;
import ai.kaleem.release.gate.outbound.git.GitSources.AtRemote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bare copy of one repository, so that a second checkout only fetches what is new. It can be thrown away at any time. */
final class Mirror {

    private static final Logger log = LoggerFactory.getLogger(Mirror.class);
    private static final List<RefSpec> ALL =
            List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    private final Path folder;
    private final Duration timeout;
    private final @Nullable CredentialsProvider credentials;
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * @param timeout of connecting, and of every wait for data
     * @param credentials null for a repository that everybody may read
     */
    Mirror(Path folder, Duration timeout, @Nullable CredentialsProvider credentials) {
        this.credentials = credentials;
        this.folder = folder;
        this.timeout = timeout;
    }

    Path folder() {
        return folder;
    }

    /** To be closed by the caller. */
    Repository open() throws IOException {
        var repository = repository();
        if (repository.getObjectDatabase().exists()) {
            return repository;
        }
        repository.close();
        create();
        return repository();
    }

    /** One at a time: the first runs of a repository come together. */
    private void create() throws IOException {
        turn.lock();
        try (var repository = repository()) {
            if (!repository.getObjectDatabase().exists()) {
                repository.create(true);
            }
        } finally {
            turn.unlock();
        }
    }

    private Repository repository() throws IOException {
        return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    }

    boolean has(String commit) throws IOException {
        try (var repository = open()) {
            return ObjectId.isId(commit) && repository.getObjectDatabase().has(ObjectId.fromString(commit));
        }
    }

    /**
     * Makes branches and tags as they are there now.
     *
     * @throws TransportException where the repository does not answer or is none
     */
    void fetch(RepositoryUrl url) throws IOException {
        turn.lock();
        try {
            try {
                fetchOnce(url);
            } catch (TransportException | NotSupportedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // A crash, or somebody's hand, has left it in pieces; the repository itself has everything.
                log.warn("The mirror of {} is made anew: {}", url, RepositoryUrl.redacted(String.valueOf(e)));
                Trees.remove(folder);
                fetchOnce(url);
            }
        } finally {
            turn.unlock();
        }
    }

    private void fetchOnce(RepositoryUrl url) throws IOException {
        try (var repository = open();
                var transport = transport(repository, url)) {
            transport.setTagOpt(TagOpt.NO_TAGS); // named above, with all others
            transport.setRemoveDeletedRefs(true);
            requireAll(transport.fetch(NullProgressMonitor.INSTANCE, ALL));
        }
    }

    <T> T atRemote(RepositoryUrl url, AtRemote<T> work) throws IOException {
        try (var repository = open();
                var transport = transport(repository, url)) {
            return work.with(repository, transport);
        }
    }

    private Transport transport(Repository repository, RepositoryUrl url)
            throws NotSupportedException, TransportException {
        var transport = Transport.open(repository, url.uri());
        transport.setTimeout((int) timeout.toSeconds());
        if (credentials != null) {
            transport.setCredentialsProvider(credentials);
        }
        return transport;
    }

    /** A ref that is locked or cannot be written would otherwise stay what it was, without a word. */
    private static void requireAll(FetchResult result) throws IOException {
        for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
            switch (update.getResult()) {
                case LOCK_FAILURE, IO_FAILURE, REJECTED, REJECTED_MISSING_OBJECT, REJECTED_OTHER_REASON ->
                    throw new IOException(
                            "%s could not be updated: %s".formatted(update.getLocalName(), update.getResult()));
                default -> {}
            }
        }
    }

    static boolean isBranchOrTag(String ref) {
        return ref.startsWith(Constants.R_HEADS) || ref.startsWith(Constants.R_TAGS);
    }
}
