package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.common.contract.Canary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gateways that route nothing and remember where they would. */
final class MemoryGateway implements Gateway {

    private static final String NOBODY = "";

    private final Map<String, String> targets = new HashMap<>();
    private final Set<String> held = new HashSet<>();

    /** What was routed to, in order, over all services. */
    final List<String> shifts = new ArrayList<>();

    /** The container and its share, by gateway. */
    private final Map<String, Map.Entry<String, Integer>> canaries = new HashMap<>();

    /** What a container answers between two looks. */
    volatile Function<String, Answers> answering = container -> Answers.NONE;

    volatile String refusesToShiftTo = "";
    volatile String obstacle = "";

    private static String lane(Route route) {
        return route.lane() == null ? route.gateway() : "%s %s".formatted(route.gateway(), route.lane());
    }

    @Override
    public synchronized Optional<String> obstacle(Route route) {
        return Optional.of(obstacle).filter(it -> !it.isEmpty());
    }

    @Override
    public synchronized void ensure(Route route) {
        targets.putIfAbsent(lane(route), NOBODY);
    }

    @Override
    public void prepare(Route route, Frontage frontage, String container) {
        throw new UnsupportedOperationException("adoption is shown on the real engine");
    }

    @Override
    public void open(Route route) {
        throw new UnsupportedOperationException("adoption is shown on the real engine");
    }

    @Override
    public synchronized Optional<String> target(Route route) {
        return Optional.ofNullable(targets.get(lane(route))).filter(it -> !it.equals(NOBODY));
    }

    @Override
    public synchronized void shift(Route route, String container) {
        if (!refusesToShiftTo.isEmpty() && container.contains(refusesToShiftTo)) {
            throw new StepFailed("%s will not route to %s".formatted(route.gateway(), container));
        }
        canaries.remove(route.gateway());
        if (!Objects.equals(targets.put(lane(route), container), container)) {
            shifts.add(container);
        }
    }

    @Override
    public synchronized void split(Route route, String container, int share, Canary.@Nullable Match testers) {
        if (!targets.containsKey(lane(route))) {
            throw new StepFailed("%s was never made".formatted(route.gateway()));
        }
        if (!Map.entry(container, share).equals(canaries.put(route.gateway(), Map.entry(container, share)))) {
            shifts.add("%d %% %s%s".formatted(share, container, testers == null ? "" : ", " + testers));
        }
    }

    /** The canary's share; 0 where there is none. */
    synchronized int share(Route route) {
        return Optional.ofNullable(canaries.get(route.gateway()))
                .map(Map.Entry::getValue)
                .orElse(0);
    }

    @Override
    public Traffic watch(Route route) {
        return () -> {
            synchronized (this) {
                return Stream.concat(
                                target(route).stream(),
                                Optional.ofNullable(canaries.get(route.gateway())).map(Map.Entry::getKey).stream())
                        .distinct()
                        .collect(Collectors.toMap(it -> it, it -> answering.apply(it)));
            }
        };
    }

    @Override
    public synchronized void clear(Route route) {
        canaries.remove(route.gateway());
        targets.replace(lane(route), NOBODY);
    }

    @Override
    public synchronized boolean drain(Route route, String container, Duration patience) {
        if (container.equals(targets.get(lane(route)))) {
            throw new StepFailed("%s still gets the requests".formatted(container));
        }
        return true;
    }

    @Override
    public synchronized void hold(Route route) {
        held.add(route.gateway());
    }

    @Override
    public synchronized void release(Route route) {
        held.remove(route.gateway());
    }

    synchronized boolean holds(Route route) {
        return held.contains(route.gateway());
    }

    synchronized boolean isThere(Route route) {
        return targets.containsKey(lane(route));
    }

    @Override
    public synchronized void remove(Route route) {
        if (route.lane() != null) {
            clear(route);
            return;
        }
        targets.remove(lane(route));
        canaries.remove(route.gateway());
        held.remove(route.gateway());
    }

    @Override
    public void reconcile() {}
}
