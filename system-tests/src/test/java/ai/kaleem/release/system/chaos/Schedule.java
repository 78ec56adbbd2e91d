package ai.kaleem.release.system.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Who asks for what, and what is struck when. Times count from the moment in which a release is asked for, so that a seed
 * means the same on a slow machine.
 */
record Schedule(List<Ask> asks, List<Blow> blows) {

    /** How a request reaches release-api. */
    enum Manner {
        ONCE,
        /** Two at once under one key. */
        DOUBLED,
        /** The connection is cut before the answer; then again under the same key. */
        ANSWER_LOST
    }

    /**
     * @param number from 1
     * @param hurried the next of its shop does not wait for its end, only so many milliseconds; 0 for one that is waited for
     * @param cancelAfter in milliseconds
     */
    record Ask(int number, int shop, Kind kind, String madeOf, Manner manner, long hurried, long cancelAfter) {}

    /**
     * @param release after whose request it counts
     * @param delay in milliseconds
     * @param shop that is meant where the fault hits one
     * @param down how long it stays so, in milliseconds
     * @param again when what comes back is hit once more, in milliseconds; 0 for never
     */
    record Blow(int release, long delay, Fault fault, int shop, long down, long again) {

        int kills() {
            return fault.isKill() ? again > 0 ? 2 : 1 : 0;
        }
    }

    static Schedule of(Settings settings) {
        var random = new SplittableRandom(settings.seed());
        return new Schedule(asks(settings, random.split()), blows(settings, random.split()));
    }

    private static List<Ask> asks(Settings settings, RandomGenerator random) {
        var asks = new ArrayList<Ask>();
        for (int number = 1; number <= settings.releases(); number++) {
            // Each shop has something to go back to before anything else is tried.
            var first = number <= settings.shops();
            var kind = number <= 2 * settings.shops() ? Kind.GOOD : Kind.any(random);
            var manner = Manner.values()[Math.max(0, random.nextInt(6) - 3)];
            var hurried = random.nextInt(4) == 0 ? random.nextLong(200, 4000) : 0;
            asks.add(new Ask(
                    number,
                    (number - 1) % settings.shops(),
                    kind,
                    kind.madeOf(random),
                    manner,
                    first ? 0 : hurried,
                    random.nextLong(100, 6000)));
        }
        return asks;
    }

    private static List<Blow> blows(Settings settings, RandomGenerator random) {
        var blows = new ArrayList<Blow>();
        var possible = settings.faults().stream()
                .filter(it -> settings.engineToo() || !it.hitsTheEngine())
                // The second release of each shop is a good one too.
                .filter(it -> settings.releases() >= 2 * settings.shops() || it != Fault.PAST_REQUEST)
                .sorted()
                .toList();
        var anyKills = possible.stream().anyMatch(Fault::isKill);
        var kills = settings.kills();
        while (kills > 0) {
            var fault = Fault.any(random, possible);
            var again = kills > 1 && fault.comesBackInTime() && random.nextInt(4) == 0;
            var blow = new Blow(
                    random.nextInt(Math.min(settings.shops() + 1, settings.releases()), settings.releases() + 1),
                    random.nextLong(0, 8000),
                    fault,
                    random.nextInt(settings.shops()),
                    random.nextLong(0, fault.longest()),
                    again ? random.nextLong(50, 1000) : 0);
            kills -= anyKills ? blow.kills() : 1;
            blows.add(blow);
        }
        blows.sort(Comparator.comparingInt(Blow::release).thenComparingLong(Blow::delay));
        return blows;
    }
}
