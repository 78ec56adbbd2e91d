package ai.kaleem.release.common.crash;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Dies at each moment the first time it is reached: one piece of work then goes through as many lives as it has moments. */
public final class EachOnce implements Predicate<Moment> {

    private final Predicate<Moment> which;
    private final Set<Moment> died = Collections.synchronizedSet(new LinkedHashSet<>());

    /** @param which the moments that are looked at, e.g. {@code Moment::before} */
    public EachOnce(Predicate<Moment> which) {
        this.which = which;
    }

    @Override
    public boolean test(Moment moment) {
        return which.test(moment) && died.add(moment);
    }

    /** In the order in which they were reached. */
    public List<Moment> died() {
        synchronized (died) {
            return List.copyOf(died);
        }
    }
}
