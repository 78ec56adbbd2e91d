package ai.kaleem.release.system.chaos.oracle;

/** Every container of a deployment is of one that release-api knows. */
final class NothingRunsUnasked implements Rule {

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        chronicle
                .all("engine", "start")
                .filter(it -> !it.text("deployment").isEmpty())
                .filter(it -> chronicle.deployment(it.text("deployment")).isEmpty())
                .forEach(it -> findings.unexpected(
                        "%s %s of deployment %s was started in %s, and nobody had asked for it",
                        it.text("service"), it.text("version"), it.text("deployment"), it.text("app")));
    }
}
