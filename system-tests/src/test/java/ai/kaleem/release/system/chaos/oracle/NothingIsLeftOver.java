package ai.kaleem.release.system.chaos.oracle;

import java.util.List;
import java.util.regex.Pattern;

/** Nothing is parked, no log holds an error that a fault does not explain, and all settled in time after the last fault. */
final class NothingIsLeftOver implements Rule {

    private record Known(Pattern line, String why) {}

    private static final List<Known> EXPLAINED = List.of(
            known(
                    "Shutdown Signal.*no exchange 'release",
                    "a service that was up before release-api declared the exchanges"),
            known("Shutdown Signal.*(CONNECTION_FORCED|connection error)", "a connection that ended with the broker"));

    private static Known known(String line, String why) {
        return new Known(Pattern.compile(line), why);
    }

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        chronicle.all("shown", "parked").forEach(it -> findings.unexpected("parked: %s", it.text("message")));
        chronicle.all("shown", "error").forEach(it -> error(it, findings));
        chronicle.all("shown", "settled").forEach(it -> {
            if (it.number("millis") > it.number("allowed")) {
                findings.unexpected(
                        "after the last fault it took %d ms until all releases had settled, %d are allowed",
                        it.number("millis"), it.number("allowed"));
            }
        });
    }

    private static void error(Entry error, Findings findings) {
        EXPLAINED.stream()
                .filter(it -> it.line().matcher(error.text("line")).find())
                .findFirst()
                .ifPresentOrElse(
                        it -> findings.allowed("an error in a log: " + it.why()),
                        () -> findings.unexpected("%s logged: %s", error.text("service"), error.text("line")));
    }
}
