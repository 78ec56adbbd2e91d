package ai.kaleem.release.api.plan;

import java.util.List;
import java.util.stream.Collectors;

/** The input can be read but must not be acted upon. Carries every fault at once, so that one round of mending is enough. */
public class FaultsFound extends RuntimeException {

    private final transient List<Fault> faults;

    public FaultsFound(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
