package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.agent.deploy.Traffic;
import ai.kaleem.release.agent.outbound.gateway.RequestLog.Count;
import ai.kaleem.release.agent.outbound.gateway.RequestLog.Line;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changed in a gateway's request log since the last look. */
final class HaproxyTraffic implements Traffic {

    private static final Logger log = LoggerFactory.getLogger(HaproxyTraffic.class);

    private final RequestLog requests;
    private final ConfigurationFile files;
    private Map<String, Count> counted = Map.of();
    private Set<String> known = Set.of();

    HaproxyTraffic(RequestLog requests, ConfigurationFile files) {
        this.requests = requests;
        this.files = files;
        // What there was before the watch counts for nobody.
        take();
    }

    @Override
    public Map<String, Answers> take() {
        try {
            var counts = requests.counts();
            var lines = requests.lines();
            var fresh = lines.stream().filter(it -> !known.contains(it.text())).toList();
            var routing = files.read();
            var answers = new HashMap<String, Answers>();
            for (var server : routing.map(Routing::servers).orElse(List.of())) {
                var slot = server.slotName();
                var now = counts.getOrDefault(slot, Count.NONE);
                var had = answers(since(counted.getOrDefault(slot, Count.NONE), now), slot, fresh);
                if (had.requests() > 0) {
                    answers.put(server.container(), had);
                }
            }
            counted = counts;
            // The buffer forgets from its old end only, so what is not in it now never comes again.
            known = lines.stream().map(Line::text).collect(Collectors.toSet());
            return answers;
        } catch (IOException e) {
            log.debug("Nothing is seen of the traffic now: {}", e.getMessage());
            return Map.of();
        }
    }

    /** A count that went down was begun again, with HAProxy itself. */
    private static Count since(Count before, Count now) {
        return now.requests() < before.requests() || now.errors() < before.errors()
                ? now
                : new Count(now.requests() - before.requests(), now.errors() - before.errors());
    }

    private static Answers answers(Count count, String slot, List<Line> lines) {
        var millis = lines.stream()
                .filter(it -> it.slotName().equals(slot))
                .map(Line::millis)
                .toList();
        return new Answers(count.requests(), count.errors(), millis);
    }
}
