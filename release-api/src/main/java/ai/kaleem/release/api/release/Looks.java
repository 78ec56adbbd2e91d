package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.release.ReleaseView.CheckView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the plan's manual checks stand in one deployment: of each the newest signature counts. */
record Looks(ManualChecks checks, List<Signature> signatures) {

    static Looks of(DeploymentSnapshot deployment) {
        return new Looks(deployment.plan().manual(), deployment.signatures());
    }

    Optional<Signature> of(String check) {
        return signatures.reversed().stream()
                .filter(it -> it.check().equals(check))
                .findFirst();
    }

    /** Those that nobody has signed yet. */
    List<String> open() {
        return checks.names().stream().filter(it -> of(it).isEmpty()).toList();
    }

    /** Those that somebody found wanting. */
    List<String> failed() {
        return checks.names().stream()
                .filter(it -> of(it).filter(one -> !one.passed()).isPresent())
                .toList();
    }

    List<CheckView> views() {
        return checks.names().stream().map(it -> view(it, of(it).orElse(null))).toList();
    }

    private static CheckView view(String name, @Nullable Signature signature) {
        return signature == null
                ? new CheckView(ManualChecks.idOf(name), name, null, null, null, null)
                : new CheckView(
                        ManualChecks.idOf(name),
                        name,
                        signature.passed(),
                        signature.by(),
                        signature.at(),
                        signature.comment());
    }
}
