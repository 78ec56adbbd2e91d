package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** A journal that forgets with the process. */
final class MemoryJournal implements Journal {

    private Map<DeploymentId, Kept> deployments = new LinkedHashMap<>();
    private Map<Place, PlaceState> places = new LinkedHashMap<>();
    private List<Fact.AgentFact> told = new ArrayList<>();

    private record Kept(DeploymentRequested request, SavedDeployment saved) {}

    synchronized List<Fact.AgentFact> told() {
        return List.copyOf(told);
    }

    @Override
    public synchronized <T> T transact(Function<Entries, T> work) {
        var page = new Page(new LinkedHashMap<>(deployments), new LinkedHashMap<>(places), new ArrayList<>(told));
        var answer = work.apply(page);
        deployments = page.deployments;
        places = page.states;
        told = page.told;
        return answer;
    }

    private record Page(Map<DeploymentId, Kept> deployments, Map<Place, PlaceState> states, List<Fact.AgentFact> told)
            implements Entries {

        @Override
        public Optional<Deployment> find(DeploymentId id) {
            return Optional.ofNullable(deployments.get(id)).map(it -> Deployment.of(it.request(), it.saved()));
        }

        @Override
        public Optional<Deployment> newest(Place place, Predicate<Deployment> which) {
            return List.copyOf(deployments.keySet()).reversed().stream()
                    .map(it -> find(it).orElseThrow())
                    .filter(it -> it.place().equals(place))
                    .filter(which)
                    .findFirst();
        }

        @Override
        public List<Deployment> unfinished(Place place) {
            return deployments.values().stream()
                    .map(it -> Deployment.of(it.request(), it.saved()))
                    .filter(it -> it.place().equals(place) && !it.hasEnded())
                    .toList();
        }

        @Override
        public List<PlaceState> places() {
            return List.copyOf(states.values());
        }

        @Override
        public PlaceState place(Place place) {
            return states.getOrDefault(place, PlaceState.unknown(place));
        }

        @Override
        public void put(Deployment deployment) {
            deployments.put(deployment.id(), new Kept(deployment.request(), deployment.saved()));
        }

        @Override
        public void put(PlaceState place) {
            states.put(place.place(), place);
        }

        @Override
        public void forget(Place place, int butNewest) {
            var mine = deployments.keySet().stream()
                    .filter(it -> find(it).orElseThrow().place().equals(place))
                    .toList();
            mine.stream()
                    .limit(Math.max(0, mine.size() - butNewest))
                    .filter(it -> find(it).orElseThrow().hasEnded())
                    .filter(it -> states.values().stream().noneMatch(state -> it.equals(state.serving())))
                    .forEach(deployments::remove);
        }

        @Override
        public void tell(Fact.AgentFact fact) {
            told.add(fact);
        }
    }
}
