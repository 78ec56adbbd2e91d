package ai.kaleem.release.api.inbound.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a word was meant to be. */
public final class Spelling {

    private static final int LONGEST = 40;

    private Spelling() {}

    /** The known word that takes the fewest changes, where that is at most a third of its letters, or that it begins with. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(it -> distance(plain(word), plain(it)) <= Math.max(1, it.length() / 3)
                        || (it.length() > 2 && plain(word).startsWith(plain(it))))
                .min(Comparator.comparingInt(it -> distance(plain(word), plain(it))));
    }

    private static String plain(String word) {
        var plain = word.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    }

    /** Insertions, deletions, replacements and swaps of neighbours from one to the other. */
    private static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (var i = 0; i <= from.length(); i++) {
            for (var j = 0; j <= to.length(); j++) {
                rows[i][j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(
                                rows[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1),
                                1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[from.length()][to.length()];
    }
}
