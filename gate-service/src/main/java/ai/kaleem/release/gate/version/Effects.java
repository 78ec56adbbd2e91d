package ai.kaleem.release.gate.version;

import ai.kaleem.release.common.contract.VersionProposal.Bump;
import ai.kaleem.release.common.contract.VersionProposal.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each change of a history asks for once those that undo each other are left out. */
final class Effects {

    private static final int SHORT = 9;

    private final TreeSet<String> hashes = new TreeSet<>();
    /** By the hash of a change, who took it back. */
    private final Map<String, String> undone = new HashMap<>();

    private final List<Commit> commits = new ArrayList<>();

    private Effects() {}

    /** Newest first, as the changes are. */
    static List<Commit> of(List<Change> changes) {
        var effects = new Effects();
        changes.forEach(it -> effects.hashes.add(it.hash()));
        changes.forEach(effects::weigh);
        return effects.commits;
    }

    private void weigh(Change change) {
        var by = undone.get(change.hash());
        if (by != null) {
            add(change, Bump.NONE, "reverted by %s".formatted(abbreviated(by)));
            return;
        }
        var target = Optional.ofNullable(change.reverts()).flatMap(this::meant);
        if (target.isPresent()) {
            undone.put(target.get(), change.hash());
            add(change, Bump.NONE, "takes back %s, which was not released yet".formatted(abbreviated(target.get())));
            return;
        }
        var bump = change.bump();
        add(
                change,
                bump,
                bump != Bump.NONE
                        ? null
                        : change.type() == null
                                ? "no conventional commit"
                                : "%s asks for no version".formatted(change.type()));
    }

    /** The change of this history that a hash, perhaps abbreviated, names. */
    private Optional<String> meant(String hash) {
        return Optional.ofNullable(hashes.ceiling(hash)).filter(it -> it.startsWith(hash));
    }

    private void add(Change it, Bump bump, @Nullable String note) {
        commits.add(new Commit(
                it.hash(),
                it.type(),
                it.scope(),
                it.subject(),
                it.breaking(),
                bump,
                note,
                it.author(),
                it.at(),
                it.breakingNote(),
                it.userNote(),
                it.references()));
    }

    static String abbreviated(String hash) {
        return hash.substring(0, Math.min(SHORT, hash.length()));
    }
}
