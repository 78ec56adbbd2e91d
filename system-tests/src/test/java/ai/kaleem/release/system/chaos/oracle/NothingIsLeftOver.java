package ai.kaleem.release.system.chaos.oracle;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Nothing is parked, no log holds an error that a fault does not explain, and all settled in time after the last fault. */
final class NothingIsLeftOver implements Rule {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

    private record Known(Pattern line, String why) {}

    private static final List<Known> EXPLAINED = List.of(
            known(
                    "Shutdown Signal.*no exchange 'release",
                    "a service that was up before release-api declared the exchanges"),
            known("Shutdown Signal.*(CONNECTION_FORCED|connection error)", "a connection that ended with the broker"));

    /** These are explained only while the broker was being broken. */
    private static final List<Known> EXPLAINED_BY_THE_BROKER = List.of(known(
            "Could not configure the channel to receive publisher confirms", "a channel that ended as it was opened"));

    private static final Set<String> OF_THE_BROKER = Set.of("RABBITMQ", "RABBITMQ_FULL", "RABBITMQ_HUNG");

    private static Known known(String line, String why) {
        return new Known(Pattern.compile(line), why);
    }

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        chronicle.all("shown", "parked").forEach(it -> parked(chronicle, it, findings));
        chronicle.all("shown", "error").forEach(it -> error(chronicle, it, findings));
        chronicle.all("shown", "settled").forEach(it -> {
            if (it.number("millis") > it.number("allowed")) {
                findings.unexpected(
                        "after the last fault it took %d ms until all releases had settled, %d are allowed",
                        it.number("millis"), it.number("allowed"));
            }
        });
    }

    /** What an old copy of release-api asked for is refused, and the one that runs knows nothing of it: a person has to see that. */
    private static void parked(Chronicle chronicle, Entry parked, Findings findings) {
        if (parked.text("type").equals("agent.cancelled.v1")
                && chronicle
                        .all("fault", "asked-again")
                        .anyMatch(it -> it.text("deployment").equals(parked.text("subject")))) {
            findings.allowed("an agent's refusal of a past request, parked by a release-api that never made it");
        } else {
            findings.unexpected("parked: %s", parked.text("message"));
        }
    }

    private static void error(Chronicle chronicle, Entry error, Findings findings) {
        var line = error.text("line");
        Stream.concat(
                        EXPLAINED.stream(),
                        brokerWasBroken(chronicle, line) ? EXPLAINED_BY_THE_BROKER.stream() : Stream.empty())
                .filter(it -> it.line().matcher(line).find())
                .findFirst()
                .ifPresentOrElse(
                        it -> findings.allowed("an error in a log: " + it.why()),
                        () -> findings.unexpected("%s logged: %s", error.text("service"), line));
    }

    private static boolean brokerWasBroken(Chronicle chronicle, String line) {
        var time = TIME.matcher(line);
        return time.find()
                && chronicle.faults().stream()
                        .filter(it -> OF_THE_BROKER.contains(it.kind()))
                        .anyMatch(it -> it.holds(Instant.parse(time.group()).toEpochMilli()));
    }
}
