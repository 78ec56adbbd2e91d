package ai.kaleem.release.system.chaos.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Every request and every end reaches the team's webhook once, counted by id, and its chat at least once. */
final class TheTeamIsTold implements Rule {

    private static final Map<String, Set<String>> NEWS_OF = Map.of(
            "SUCCEEDED", Set.of("DEPLOYED"),
            "REJECTED", Set.of("GATES_FAILED", "DECLINED"),
            "FAILED", Set.of("FAILED"),
            "ROLLED_BACK", Set.of("ROLLED_BACK"),
            "ROLLBACK_FAILED", Set.of("ROLLBACK_FAILED"),
            "CANCELLED", Set.of("CANCELLED", "TURN_BROKEN"));

    private static final Set<String> END_NEWS =
            NEWS_OF.values().stream().flatMap(Set::stream).collect(Collectors.toSet());

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        var notices = once(chronicle, findings);
        var chat = chronicle.all("chat", "notice").toList();
        repeats(chat, findings);
        for (var deployment : chronicle.deployments()) {
            var news = notices.getOrDefault(deployment.id(), List.of());
            if (news.stream().noneMatch("REQUESTED"::equals)) {
                findings.lost("nobody told the team that %s was asked for", deployment);
            }
            if (!deployment.hasEnded()) {
                continue;
            }
            var wanted = NEWS_OF.getOrDefault(deployment.state(), Set.of());
            var ends = news.stream().filter(END_NEWS::contains).toList();
            if (ends.stream().noneMatch(wanted::contains)) {
                findings.lost("nobody told the team how %s ended, only %s", deployment, news);
            }
            if (ends.size() > 1) {
                findings.duplicated("the team was told several ends of %s: %s", deployment, ends);
            }
            if (chat.stream()
                    .noneMatch(it -> it.text("app").equals(deployment.app())
                            && it.at() >= deployment.finishedAt() - 1000
                            && it.text("text").contains(deployment.version()))) {
                findings.lost("the chat never heard how %s ended", deployment);
            }
        }
    }

    /** What the team was told of each deployment, without repeats. */
    private static Map<String, List<String>> once(Chronicle chronicle, Findings findings) {
        var ids = new HashMap<String, String>();
        var heard = new HashSet<String>();
        return chronicle
                .all("webhook", "notice")
                .filter(it -> {
                    var event = it.text("release") + "/" + it.number("number");
                    var known = ids.putIfAbsent(event, it.text("id"));
                    if (known != null && !known.equals(it.text("id"))) {
                        findings.duplicated(
                                "event %s (%s) reached the webhook as %s and as %s",
                                event, it.text("occasion"), known, it.text("id"));
                    } else if (!heard.add(it.text("id"))) {
                        findings.allowed("a webhook repeated under its own id");
                        return false;
                    }
                    return true;
                })
                .collect(Collectors.groupingBy(
                        it -> it.text("deployment"),
                        Collectors.mapping(it -> it.text("occasion"), Collectors.toList())));
    }

    private static void repeats(List<Entry> chat, Findings findings) {
        var heard = new HashSet<String>();
        chat.stream()
                .filter(it -> !heard.add(it.text("app") + it.text("text")))
                .forEach(it -> findings.allowed("a chat, which cannot tell a repeat, heard twice"));
    }
}
