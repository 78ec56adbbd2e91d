package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.notes.Notes.Entry;
import ai.kaleem.release.api.notes.Notes.Kind;
import ai.kaleem.release.api.notes.Notes.Section;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionProposal.Commit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Puts commits in order: by kind, breaking ones first, and by scope within. What was taken back before is left out. */
final class NotesOf {

    private final Optional<Web> web;

    NotesOf(Optional<Web> web) {
        this.web = web;
    }

    List<Section> sections(VersionProposal proposal) {
        var kinds = new EnumMap<Kind, List<Entry>>(Kind.class);
        for (var commit : proposal.commits()) {
            if (!isTakenBack(commit)) {
                kinds.computeIfAbsent(kind(commit), _ -> new ArrayList<>()).add(entry(commit));
            }
        }
        return kinds.entrySet().stream().map(NotesOf::section).toList();
    }

    private static Section section(Map.Entry<Kind, List<Entry>> kind) {
        // Stable: within a scope the newest first, as they came.
        var ordered = kind.getValue().stream()
                .sorted(Comparator.comparing(it -> Objects.requireNonNullElse(it.scope(), "")))
                .toList();
        return new Section(kind.getKey(), ordered);
    }

    /** Both it and what took it back: to whoever reads the notes neither happened. */
    private static boolean isTakenBack(Commit it) {
        var note = it.note();
        return note != null && (note.startsWith("reverted by ") || note.startsWith("takes back "));
    }

    private static Kind kind(Commit it) {
        if (it.breaking()) {
            return Kind.BREAKING;
        }
        return switch (it.type()) {
            case null -> Kind.OTHER;
            case "feat" -> Kind.FEATURES;
            case "fix" -> Kind.FIXES;
            case "perf" -> Kind.PERFORMANCE;
            case "revert" -> Kind.REVERTS;
            default -> Kind.INTERNAL;
        };
    }

    private Entry entry(Commit it) {
        var text = it.breaking() && it.breakingNote() != null ? it.breakingNote() : it.subject();
        return new Entry(
                it.hash(),
                it.type(),
                it.scope(),
                text,
                it.userNote(),
                it.author(),
                web.map(known -> known.links(it.hash(), it.references())).orElse(List.of()));
    }
}
