package ai.kaleem.release.gate.outbound.git;

import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.Tags;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** Pushes annotated tags. It looks first, and creates only: whoever was there before us keeps what they have. */
public final class GitTags implements Tags {

    private static final PersonIdent TAGGER = new PersonIdent("Kaleem Release", "noreply@kaleem.ai");

    private final GitSources sources;

    public GitTags(GitSources sources) {
        this.sources = sources;
    }

    @Override
    public Outcome put(Source source, GitTag tag) {
        try {
            return sources.atRemote(source, tag.commit(), (repository, remote) -> put(repository, remote, tag));
        } catch (TransportException | NotSupportedException e) {
            return new Outcome.Unknown("the repository does not take %s: %s".formatted(tag.name(), GitSources.why(e)));
        } catch (IOException e) {
            return new Outcome.Unknown("the mirror of the repository cannot be used: %s".formatted(GitSources.why(e)));
        }
    }

    private static Outcome put(Repository repository, Transport remote, GitTag tag) throws IOException {
        if (!repository.getObjectDatabase().has(ObjectId.fromString(tag.commit()))) {
            return new Outcome.Failed("the repository has no commit %s any more".formatted(brief(tag.commit())));
        }
        var there = find(remote, tag);
        return there.isPresent() ? found(there.get(), tag) : create(repository, remote, tag);
    }

    private static Optional<Ref> find(Transport remote, GitTag tag) throws IOException {
        try (var connection = remote.openFetch()) {
            return Optional.ofNullable(connection.getRef(Constants.R_TAGS + tag.name()));
        }
    }

    private static Outcome found(Ref there, GitTag tag) {
        var commit = Optional.ofNullable(there.getPeeledObjectId())
                .or(() -> Optional.ofNullable(there.getObjectId()))
                .map(ObjectId::name)
                .orElseThrow();
        return commit.equals(tag.commit())
                ? new Outcome.Passed("%s is on %s already".formatted(tag.name(), brief(commit)))
                : new Outcome.Failed("%s is on another commit, %s, and a tag is never moved; this release is of %s"
                        .formatted(tag.name(), brief(commit), brief(tag.commit())));
    }

    private static Outcome create(Repository repository, Transport remote, GitTag tag) throws IOException {
        var update = new RemoteRefUpdate(
                repository,
                null,
                object(repository, tag),
                Constants.R_TAGS + tag.name(),
                false,
                null,
                ObjectId.zeroId());
        remote.push(NullProgressMonitor.INSTANCE, List.of(update));
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new Outcome.Passed("put %s on %s".formatted(tag.name(), brief(tag.commit())));
            // Somebody was there between our look and our push: the next look sees whose it is.
            default ->
                new Outcome.Unknown("the repository did not take %s: %s%s"
                        .formatted(
                                tag.name(),
                                update.getStatus(),
                                update.getMessage() == null ? "" : ", " + update.getMessage()));
        };
    }

    /** In the mirror it has no name, so that the next fetch sees what the repository has. */
    private static ObjectId object(Repository repository, GitTag tag) throws IOException {
        var builder = new TagBuilder();
        builder.setTag(tag.name());
        builder.setObjectId(ObjectId.fromString(tag.commit()), Constants.OBJ_COMMIT);
        builder.setTagger(new PersonIdent(TAGGER));
        builder.setMessage(tag.message());
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(builder);
            inserter.flush();
            return id;
        }
    }

    private static String brief(String commit) {
        return commit.substring(0, 12);
    }
}
