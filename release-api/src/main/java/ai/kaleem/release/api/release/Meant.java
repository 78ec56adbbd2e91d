package ai.kaleem.release.api.release;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of a release's deployments a person speaks of, who names the release and perhaps the environment. */
final class Meant {

    private Meant() {}

    /**
     * The newest one that is such as the word is about; where none is, the newest, which can say why it is too late.
     *
     * @param environment null where it should be clear without
     * @throws EnvironmentMissing where it is not clear, or the release was never asked for there
     */
    static Deployment of(Release release, @Nullable String environment, Predicate<Deployment> such) {
        var there = release.deployments().reversed().stream()
                .filter(it -> environment == null || it.environment().equals(environment))
                .toList();
        if (there.isEmpty()) {
            throw EnvironmentMissing.never(release, environment);
        }
        var suchOnes = there.stream().filter(such).toList();
        var places = suchOnes.stream().map(Deployment::environment).distinct().toList();
        if (places.size() > 1) {
            throw EnvironmentMissing.severalOf(release, places);
        }
        return suchOnes.isEmpty() ? there.getFirst() : suchOnes.getFirst();
    }
}
