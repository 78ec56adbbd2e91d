package ai.kaleem.release.api.release;

import java.util.List;

/**
 * The story of a release after some number.
 *
 * @param settled whether every deployment of the release had ended, so that nothing follows for now
 */
public record Story(List<Entry> entries, boolean settled) {}
