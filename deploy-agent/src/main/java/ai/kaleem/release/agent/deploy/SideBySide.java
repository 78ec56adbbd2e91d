package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.agent.analysis.Judge;
import ai.kaleem.release.agent.analysis.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What two versions answered at the same time, service by service. */
final class SideBySide {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Tools tools;
    private final Judge judge;
    private final List<Compared> compared;
    private final Map<Compared, Traffic> traffic = new HashMap<>();
    private final Map<String, Answers> seen = new HashMap<>();

    SideBySide(Tools tools, Judge judge, List<Compared> compared) {
        this.tools = tools;
        this.judge = judge;
        this.compared = compared;
    }

    /** What came before counts for nobody. */
    void begin() {
        compared.forEach(it -> traffic.put(it, tools.gateway().watch(it.route())));
    }

    void look() {
        traffic.values()
                .forEach(
                        it -> it.take().forEach((container, answers) -> seen.merge(container, answers, Answers::plus)));
    }

    void forget() {
        seen.clear();
    }

    Verdict verdict() {
        return judge(seen);
    }

    /** Asks both in turn, so that they have the same load; less often where the deployment is to go back meanwhile. */
    Verdict probe(String path, int times, StepRunner steps) {
        var probed = new HashMap<String, Answers>();
        for (var i = 0; i < times && !steps.isTurningBack(); i++) {
            for (var one : compared) {
                probed.merge(one.next(), ask(one, one.next(), path), Answers::plus);
                probed.merge(one.old(), ask(one, one.old(), path), Answers::plus);
            }
        }
        return judge(probed);
    }

    private Answers ask(Compared one, String container, String path) {
        var address = Optional.ofNullable(
                tools.host().inspect(container).map(ContainerState::address).orElse(null));
        var began = System.nanoTime();
        var isUp = address.map(it -> tools.probe().ask(it, one.route().port(), path, PATIENCE))
                .filter(Probe.Answer.Up.class::isInstance)
                .isPresent();
        var millis = (System.nanoTime() - began) / 1e6;
        return new Answers(1, isUp ? 0 : 1, List.of(millis));
    }

    private Verdict judge(Map<String, Answers> answers) {
        var findings = new ArrayList<Verdict.Finding>();
        for (var one : compared) {
            findings.addAll(judge.compare(
                            one.service().name(),
                            answers.getOrDefault(one.next(), Answers.NONE),
                            answers.getOrDefault(one.old(), Answers.NONE))
                    .findings());
        }
        return new Verdict(findings);
    }
}
