package ai.kaleem.release.api.release;

import java.util.List;

/**
 * The story of a release after some number.
 *
 * @param settled whether every deployment of the release had ended, so that nothing follows for now
 */
public record Story(List<Entry> entries, boolean settled) {

    /**
     * The first of the entries after a number.
     *
     * @param all from the first one on
     * @param settled whether nothing follows all of them
     */
    public static Story part(List<Entry> all, long number, int most, boolean settled) {
        var from = (int) Math.clamp(number, 0, all.size());
        var to = (int) Math.min(all.size(), (long) from + most);
        return new Story(List.copyOf(all.subList(from, to)), settled && to == all.size());
    }
}
