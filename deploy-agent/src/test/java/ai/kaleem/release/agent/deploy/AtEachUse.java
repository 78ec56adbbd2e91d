package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.crash.Moment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Dies at each moment once for each part of the recipe that leads there: looking at a container is done by many of them. */
final class AtEachUse implements Predicate<Moment> {

    private static final String RECIPE = AtEachUse.class.getPackageName() + ".";
    private static final Set<String> PLUMBING =
            Set.of("Ledger", "Ledger$Page", "StepRunner", "Lives", "AtEachUse", "Journal", "SqliteStore");

    private final Predicate<Moment> which;
    private final Set<String> died = new LinkedHashSet<>();

    AtEachUse(Predicate<Moment> which) {
        this.which = which;
    }

    @Override
    public synchronized boolean test(Moment moment) {
        return which.test(moment) && died.add("%s by %s".formatted(moment, user()));
    }

    /** A recipe has a line for each of its steps. */
    private static String user() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(it -> it.getClassName().startsWith(RECIPE))
                        .filter(it -> !PLUMBING.contains(it.getClassName().substring(RECIPE.length())))
                        .map(it -> "%s:%d".formatted(it.getClassName().substring(RECIPE.length()), it.getLineNumber()))
                        .findFirst()
                        .orElse("nobody"));
    }

    synchronized List<String> died() {
        return List.copyOf(died);
    }
}
