package ai.kaleem.release.agent.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.analysis.Verdict.Finding;
import ai.kaleem.release.agent.analysis.Verdict.Kind;
import ai.kaleem.release.common.contract.Canary.Analysis;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTests {

    private static final Judge JUDGE = new Judge(new Analysis(
            50, Duration.ofSeconds(30), 0.05, Duration.ofSeconds(1), 1.25, 2, null, Duration.ofMinutes(10)));

    private static Answers answers(int requests, int errors, double millis) {
        return new Answers(requests, errors, Collections.nCopies(requests, millis));
    }

    @Test
    void passesWhatIsAsBefore() {
        var verdict = JUDGE.compare("api", answers(60, 0, 20), answers(540, 1, 20));

        assertThat(verdict.kind()).isEqualTo(Kind.PASSES);
        assertThat(verdict.findings()).extracting(Finding::subject).containsExactly("api errors", "api latency");
    }

    @Test
    void theLimitComesFirst() {
        var verdict = JUDGE.compare("api", answers(60, 12, 20), Answers.NONE);

        assertThat(verdict.kind()).isEqualTo(Kind.OVER_LIMIT);
        assertThat(verdict.worst().toString())
                .startsWith("api errors: over the limit; new 12 of 60 failed (20.0 %)")
                .contains("limit 5.0 %");
    }

    @Test
    void fewerThanTheLeastAreNoVerdictHoweverBad() {
        var verdict = JUDGE.compare("api", answers(49, 49, 5000), answers(1000, 0, 20));

        assertThat(verdict.kind()).isEqualTo(Kind.INCONCLUSIVE);
        assertThat(verdict.report()).contains("new 49 of 49 failed").contains("at least 50 requests each");
    }

    @Test
    void belowTheLimitAndStillWorse() {
        var errors = JUDGE.compare("api", answers(1000, 30, 20), answers(1000, 2, 20));
        var latency = JUDGE.compare("api", answers(60, 0, 60), answers(540, 0, 20));

        assertThat(errors.worst().subject()).isEqualTo("api errors");
        assertThat(errors.kind()).isEqualTo(Kind.WORSE);
        assertThat(latency.worst().subject()).isEqualTo("api latency");
        assertThat(latency.kind()).isEqualTo(Kind.WORSE);
        assertThat(latency.worst().numbers()).contains("3.00 times");
    }

    @Test
    void tooSlowForAnybody() {
        var verdict = JUDGE.compare("api", answers(60, 0, 1200), answers(540, 0, 1200));

        assertThat(verdict.worst().toString()).startsWith("api latency: over the limit; new median 1200 ms");
    }

    @Test
    void withoutResponseTimesThereIsNoVerdictOnThem() {
        var verdict = JUDGE.compare("api", new Answers(60, 0, List.of()), new Answers(540, 0, List.of()));

        assertThat(verdict.kind()).isEqualTo(Kind.INCONCLUSIVE);
        assertThat(verdict.worst().toString())
                .contains("of 0 samples")
                .endsWith("smallest slowdown it could have seen: none at all");
    }

    @Test
    void saysHowSmallARegressionItCouldHaveSeen() {
        var verdict = JUDGE.compare("api", answers(50, 0, 20), answers(50, 0, 20));

        assertThat(verdict.findings().getFirst().numbers()).endsWith("smallest share it could have seen: 14.0 %");
        assertThat(verdict.findings().getLast().numbers()).endsWith("smallest slowdown it could have seen: 1.25 times");
    }
}
