package ai.kaleem.release.api.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Something that happens in a history.
 *
 * @param pick which of those that it could happen to, counted round
 */
record Move(Kind kind, int pick) {

    enum Kind {
        /** A message arrives, whichever of those under way. */
        ARRIVE(40),
        /** A message comes twice. */
        DOUBLE(10),
        /** A message is lost: a fact, or a request of an agent. */
        LOSE(7),
        /** The agent, or gate-service, does the next thing. */
        WORK(28),
        /** The clock goes on for some seconds, and the sweep looks at it. */
        TICK(8),
        /** release-api starts anew and remembers only what is stored. */
        RESTART(3),
        /** The next release is asked for. */
        REQUEST(8),
        ROLL_BACK(3),
        CANCEL(3),
        APPROVE(8),
        DECLINE(1),
        GIVE_UP(2),
        /** The agent falls silent, or comes back. */
        AWAY(2),
        /** The clock goes on for minutes. */
        LEAP(3);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        /** Whether a person or a deadline may decide otherwise than the fates. */
        boolean interferes() {
            return ordinal() >= ROLL_BACK.ordinal();
        }
    }

    static List<Move> some(Random random, int howMany, boolean interfering) {
        var bag = new ArrayList<Kind>();
        for (var kind : Kind.values()) {
            for (var i = 0; i < kind.weight && (interfering || !kind.interferes()); i++) {
                bag.add(kind);
            }
        }
        var moves = new ArrayList<Move>();
        for (var i = 0; i < howMany; i++) {
            moves.add(new Move(bag.get(random.nextInt(bag.size())), random.nextInt(1_000)));
        }
        return moves;
    }

    @Override
    public String toString() {
        return "%s %d".formatted(kind, pick);
    }
}
