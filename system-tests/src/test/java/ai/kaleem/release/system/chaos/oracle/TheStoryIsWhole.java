package ai.kaleem.release.system.chaos.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of a release are numbered without a gap, each told under one id, and walk documented edges only. */
final class TheStoryIsWhole implements Rule {

    /** In milliseconds. */
    private static final long OUTBOX_PAUSE = 30_000;

    private final StateTable table;

    TheStoryIsWhole(StateTable table) {
        this.table = table;
    }

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        var told = new HashMap<String, TreeMap<Long, Entry>>();
        var ids = new HashMap<String, String>();
        var heard = new HashSet<String>();
        chronicle.all("story", "told").forEach(it -> {
            var place = it.text("release") + "/" + it.number("number");
            var known = ids.putIfAbsent(place, it.text("id"));
            if (known != null && !known.equals(it.text("id"))) {
                findings.duplicated(
                        "event %s (%s) was told as %s and as %s", place, it.text("type"), known, it.text("id"));
            } else if (!heard.add(it.text("id"))) {
                findings.allowed("an event told again under its own id");
            }
            told.computeIfAbsent(it.text("release"), release -> new TreeMap<>()).put(it.number("number"), it);
        });
        var shown = chronicle
                .all("shown", "event")
                .collect(Collectors.groupingBy(
                        it -> it.text("release"),
                        Collectors.toMap(it -> it.number("number"), it -> it.number("happened"), (one, other) -> one)));
        var releases = chronicle.deployments().stream().map(Deployment::release).collect(Collectors.toSet());
        releases.forEach(it -> judge(
                it, chronicle, told.getOrDefault(it, new TreeMap<>()), shown.getOrDefault(it, Map.of()), findings));
    }

    private void judge(
            String release, Chronicle chronicle, TreeMap<Long, Entry> told, Map<Long, Long> shown, Findings findings) {
        var last = Math.max(
                told.isEmpty() ? 0 : told.lastKey(),
                shown.keySet().stream().mapToLong(it -> it).max().orElse(0));
        if (last == 0) {
            findings.lost("release %s has no event at all", release);
        }
        for (var number = 1L; number <= last; number++) {
            if (!told.containsKey(number) && wasDeaf(chronicle, shown.get(number))) {
                findings.allowed("an event that the witness, whose queue was unbound, did not hear");
            } else if (!told.containsKey(number)) {
                findings.lost("event %d of %d of release %s was never told", number, last, release);
            }
            if (!shown.containsKey(number)) {
                findings.lost("event %d of %d of release %s is not in its story", number, last, release);
            }
        }
        var stands = new HashMap<String, String>();
        var before = 0L;
        for (var event : told.values()) {
            if (event.number("number") != before + 1) {
                // Who does not know what came in between knows no edge.
                stands.clear();
            }
            before = event.number("number");
            step(event, stands, findings);
        }
    }

    /** The broker's queues were its own again soon after, but an outbox whose message nobody took pauses for so long. */
    private static boolean wasDeaf(Chronicle chronicle, @Nullable Long happened) {
        return happened != null
                && chronicle.faults().stream()
                        .filter(it -> it.kind().equals("EVENTS_UNBOUND"))
                        .anyMatch(it -> it.from() - OUTBOX_PAUSE <= happened && happened <= it.to());
    }

    private void step(Entry event, Map<String, String> stands, Findings findings) {
        var deployment = event.text("deployment");
        var from = stands.put(deployment, event.text("state"));
        if (from != null && !table.leads(from, event.text("state"))) {
            findings.unexpected(
                    "deployment %s went from %s to %s with %s, which no edge allows",
                    deployment, from, event.text("state"), event.text("type"));
        }
    }
}
