package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ImageRef;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a deployment did on this host that neither it nor a later one may forget. */
final class Deeds {

    private final Set<String> migrated;
    private final Set<String> bootstrapped;
    private final Set<ImageRef> pulled;
    private final Map<String, Gap> gaps;

    private Deeds(Set<String> migrated, Set<String> bootstrapped, Set<ImageRef> pulled, Map<String, Gap> gaps) {
        this.migrated = migrated;
        this.bootstrapped = bootstrapped;
        this.pulled = pulled;
        this.gaps = gaps;
    }

    /** As a journal kept them. */
    static Deeds of(SavedDeployment saved) {
        return new Deeds(
                known(saved.migrated()),
                known(saved.bootstrapped()),
                known(saved.pulled()),
                new TreeMap<>(Objects.requireNonNullElse(saved.gaps(), Map.of())));
    }

    private static <T> Set<T> known(@Nullable Collection<T> saved) {
        return new LinkedHashSet<>(Objects.requireNonNullElse(saved, List.of()));
    }

    /** The intent of one service's migration: whatever becomes of it, there is no second. */
    void beginMigrating(String service) {
        migrated.add(service);
    }

    boolean hasBegunMigrating(String service) {
        return migrated.contains(service);
    }

    Set<String> migrated() {
        return Collections.unmodifiableSet(migrated);
    }

    /** That command is done in this place, by this deployment or one before it. */
    void bootstrapped(String hash) {
        bootstrapped.add(hash);
    }

    Set<String> bootstrapped() {
        return Collections.unmodifiableSet(bootstrapped);
    }

    void pulled(ImageRef image) {
        pulled.add(image);
    }

    void pruned(ImageRef image) {
        pulled.remove(image);
    }

    /** Images that it brought onto this host, or has begun to, and that are not removed since. */
    Set<ImageRef> pulled() {
        return Collections.unmodifiableSet(pulled);
    }

    /** Nobody answers for the service from now on; where that is so already, since when it is so stands. */
    void beginGap(String service, Instant now) {
        gaps.compute(service, (_, gap) -> gap == null || gap.until() != null ? new Gap(now, null) : gap);
    }

    /** The service answers. */
    void endGap(String service, Instant now) {
        gaps.computeIfPresent(service, (_, gap) -> gap.until() == null ? new Gap(gap.since(), now) : gap);
    }

    /** Services that were away while they were replaced, by their names. */
    Map<String, Gap> gaps() {
        return Collections.unmodifiableMap(gaps);
    }
}
