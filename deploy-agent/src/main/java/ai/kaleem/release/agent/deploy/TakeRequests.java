package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what release-api asks into the journal. When a method returns, its effect is on disk, and so is the fact that
 * answers it; the work is done by the place's worker. A repeat has no effect and the same answer.
 */
public final class TakeRequests {

    private static final Logger log = LoggerFactory.getLogger(TakeRequests.class);

    /** Names become folders and containers. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final Ledger ledger;
    private final Workers workers;
    private final String agent;

    public TakeRequests(Ledger ledger, Workers workers, AgentSettings settings) {
        this.ledger = ledger;
        this.workers = workers;
        this.agent = settings.name();
    }

    /** @param traceparent of the span that asked */
    public void deploy(DeploymentRequested request, @Nullable String traceparent) {
        var place = new Place(request.app(), request.environment());
        ledger.write(page -> {
            var known = page.entries().find(request.deploymentId());
            if (known.isPresent()) {
                page.tell(known.get());
                return place;
            }
            var state = page.entries().place(place);
            var serving = state.serving() == null
                    ? Optional.<Deployment>empty()
                    : page.entries().find(state.serving());
            var deployment = Deployment.accepted(
                    request,
                    traceparent,
                    serving.map(it -> it.request().version()).orElse(null),
                    ledger.now());
            var objection = objection(request);
            if (objection.isPresent()) {
                log.warn("Refused {}: {}", request.deploymentId(), objection.get());
                deployment.refuse(objection.get(), "Ask again: nothing was touched.");
            } else if (request.epoch() < state.epoch()) {
                // Its turn was taken from it, by a rollback or a person, before it came here.
                deployment.end(Phase.CANCELLED, overtaken(request, state), "Nothing was touched.", ledger.now());
                log.warn("Refused {}: {}", request.deploymentId(), overtaken(request, state));
            } else {
                endOlder(page, request);
                page.entries().put(state.seen(request.epoch()));
            }
            page.tell(deployment);
            return place;
        });
        workers.wake(place);
    }

    private Optional<String> objection(DeploymentRequested request) {
        if (!request.agent().equals(agent)) {
            return Optional.of("This is agent '%s', the request is for '%s'".formatted(agent, request.agent()));
        }
        if (ledger.now().isAfter(request.notAfter())) {
            return Optional.of("It came after %s, the latest it may begin".formatted(request.notAfter()));
        }
        if (request.services().isEmpty()) {
            return Optional.of("It names no service");
        }
        if (request.services().stream().map(ServiceSpec::name).distinct().count()
                < request.services().size()) {
            return Optional.of("It names a service twice");
        }
        return Stream.of(
                        Stream.of(request.app(), request.environment()),
                        request.services().stream().map(ServiceSpec::name),
                        request.datastores().stream().map(DatastoreSpec::name))
                .flatMap(it -> it)
                .filter(it -> !NAME.matcher(it).matches())
                .findFirst()
                .map("'%s' is no name: lower-case letters, digits and '-', at most 40"::formatted);
    }

    private static String overtaken(DeploymentRequested request, PlaceState state) {
        return "Overtaken before it began: %s is at epoch %d, and this is of epoch %d"
                .formatted(state.place(), state.epoch(), request.epoch());
    }

    /** Work of an older turn ends first: what a rollback aborts and what nobody verified goes back, what was kept settles. */
    private static void endOlder(Ledger.Page page, DeploymentRequested request) {
        for (var older : page.entries().unfinished(new Place(request.app(), request.environment()))) {
            if (request.kind() == Kind.ROLLBACK) {
                page.change(
                        older.id(),
                        it -> it.turnBack(new TurnBack(
                                TurnBack.Cause.PREEMPTED,
                                "A rollback to %s was asked for".formatted(request.version()))));
            } else if (older.phase() == Phase.KEPT) {
                page.change(older.id(), it -> it.waiting().hurry());
            } else {
                page.change(
                        older.id(),
                        it -> it.turnBack(new TurnBack(
                                TurnBack.Cause.SUPERSEDED,
                                "%s took the environment's turn".formatted(request.version()))));
            }
        }
    }

    /** Where the deadline was first, the answer is what happened instead. */
    public void keep(KeepRequested request) {
        change(request.deploymentId(), request.type(), (page, deployment) -> {
            if (request.epoch() < deployment.request().epoch()) {
                log.warn("Ignored a keep of epoch {} for {}", request.epoch(), request.deploymentId());
                return;
            }
            deployment.keep(ledger.now());
        });
    }

    /** Ends the pause it names, once; nothing where that has ended. */
    public void promote(PromotionRequested request) {
        change(request.deploymentId(), request.type(), (page, deployment) -> {
            if (request.epoch() < deployment.request().epoch()) {
                log.warn("Ignored a promotion of epoch {} for {}", request.epoch(), request.deploymentId());
                return;
            }
            deployment.promote(request.step(), request.requestedBy(), ledger.now());
        });
    }

    /** Whatever step it is at; too late once the version before is being retired, or after an end. */
    public void rollBack(RollbackRequested request) {
        change(request.deploymentId(), request.type(), (page, deployment) -> {
            if (request.epoch() < deployment.request().epoch()) {
                log.warn("Ignored a rollback of epoch {} for {}", request.epoch(), request.deploymentId());
                return;
            }
            deployment.turnBack(new TurnBack(
                    TurnBack.Cause.ASKED, "%s (asked by %s)".formatted(request.reason(), request.requestedBy())));
        });
    }

    public void report(ReportRequested request) {
        change(request.deploymentId(), request.type(), (page, deployment) -> {});
    }

    private interface Effect {

        void on(Ledger.Page page, Deployment deployment);
    }

    /** Every request is answered with the whole report, also where it changed nothing. */
    private void change(DeploymentId id, String type, Effect effect) {
        var place = ledger.write(page -> page.entries().find(id).map(deployment -> {
            effect.on(page, deployment);
            page.tell(deployment);
            return deployment.place();
        }));
        place.ifPresentOrElse(workers::wake, () -> log.warn("{} for {}, which never reached this agent", type, id));
    }
}
