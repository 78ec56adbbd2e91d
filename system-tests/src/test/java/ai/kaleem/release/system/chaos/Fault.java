package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.Schedule.Blow;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.PrivateEngine;
import ai.kaleem.release.system.world.ServiceProcess;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A part that can break, and how it is broken and mended. A new one is one more constant. */
enum Fault {
    RELEASE_API(4, killed(Installation::releaseApi)),
    GATE_SERVICE(3, killed(Installation::gateService)),
    DEPLOY_AGENT(4, killed(Installation::deployAgent)),
    NOTIFIER(2, killed(Installation::notifier)),
    RABBITMQ(2, (stage, blow) -> {
        stage.kill(blow, () -> stage.installation().broker().kill());
        stage.rest(blow.down());
        stage.installation().broker().start();
    }),
    /** For two seconds and more it takes nothing from who publishes, since its disk is short: what it is sent then it never reads. */
    RABBITMQ_FULL(1, (stage, blow) -> {
        stage.installation().broker().runShortOfDisk();
        stage.rest(2000 + blow.down());
        stage.kill(blow, () -> stage.installation().broker().kill());
        stage.installation().broker().start();
    }),
    /** For two seconds and more it hangs, and dies of it: what its socket took meanwhile it never reads. */
    RABBITMQ_HUNG(1, (stage, blow) -> {
        stage.installation().broker().hang();
        stage.rest(2000 + blow.down());
        stage.kill(blow, () -> stage.installation().broker().kill());
        stage.installation().broker().start();
    }),
    GATEWAY(2, (stage, blow) -> {
        stage.kill(blow, () -> stage.shop(blow).killGateway());
        stage.shop(blow).awaitGateway();
    }),
    PRODUCT(2, (stage, blow) -> {
        stage.kill(blow, () -> stage.shop(blow).killContainer(blow.down()));
        stage.shop(blow).awaitAnswer();
    }),
    /**
     * Somebody with a hand on the broker: for a second and more no queue takes an event. Not usual, since the witness of the
     * story is deaf meanwhile too.
     */
    EVENTS_UNBOUND(1, (stage, blow) -> {
        var events = stage.events();
        events.unbind();
        stage.rest(1000 + blow.down());
        events.bind();
    }),
    /** An old copy of release-api asks the agent for what it once asked, with the epoch of then. */
    PAST_REQUEST(1, (stage, blow) -> stage.repeatRequest(blow)),
    /** {@code dockerd}. Its containers end when it is back, and those that served serve again. */
    ENGINE(3, killed(PrivateEngine::kill)),
    /** Under {@code dockerd}, which goes on, as do the containers. */
    CONTAINERD(2, killed(PrivateEngine::killContainerd)),
    PAUSED_RELEASE_API(1, paused(Installation::releaseApi)),
    PAUSED_GATE_SERVICE(1, paused(Installation::gateService)),
    PAUSED_DEPLOY_AGENT(1, paused(Installation::deployAgent)),
    PAUSED_NOTIFIER(1, paused(Installation::notifier));

    /** What a run is struck with where nobody says otherwise. */
    static final Set<Fault> USUAL = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(EVENTS_UNBOUND)));

    /** Breaks it, and returns when it is whole again. */
    private interface Strike {
        void on(Stage stage, Blow blow);
    }

    private final int weight;
    private final Strike strike;

    Fault(int weight, Strike strike) {
        this.weight = weight;
        this.strike = strike;
    }

    /** @param possible in their order, so that a seed means the same each time */
    static Fault any(RandomGenerator random, List<Fault> possible) {
        var drawn = random.nextInt(possible.stream().mapToInt(it -> it.weight).sum());
        for (var fault : possible) {
            drawn -= fault.weight;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights");
    }

    void strike(Stage stage, Blow blow) {
        strike.on(stage, blow);
    }

    boolean isKill() {
        return this != EVENTS_UNBOUND && this != PAST_REQUEST && !name().startsWith("PAUSED_");
    }

    /** Whether it may be struck again while it recovers. */
    boolean comesBackInTime() {
        return switch (this) {
            case RELEASE_API, GATE_SERVICE, DEPLOY_AGENT, NOTIFIER, ENGINE, CONTAINERD -> true;
            default -> false;
        };
    }

    /** Whether it takes part of a shop away, rather than of Kaleem Release. */
    boolean hitsAShop() {
        return this == GATEWAY || this == PRODUCT;
    }

    boolean hitsTheEngine() {
        return this == ENGINE || this == CONTAINERD;
    }

    /** No two faults break the same part at a time. */
    String part() {
        return hitsTheEngine()
                ? "ENGINE"
                : name().replace("PAUSED_", "").replace("_FULL", "").replace("_HUNG", "");
    }

    /** In milliseconds. */
    long longest() {
        return isKill() ? 3000 : 8000;
    }

    private static Strike killed(Function<Installation, ServiceProcess> which) {
        return (stage, blow) -> {
            var service = which.apply(stage.installation());
            stage.kill(blow, service::kill);
            stage.rest(blow.down());
            service.launch();
            if (blow.again() > 0) {
                stage.rest(blow.again());
                stage.kill(blow, service::kill);
                service.launch();
            }
            service.awaitHealthy();
        };
    }

    private static Strike killed(Consumer<PrivateEngine> how) {
        return (stage, blow) -> {
            var engine = stage.engine();
            var served = stage.shopsThatServe();
            stage.kill(blow, () -> how.accept(engine));
            stage.rest(blow.down());
            engine.launch();
            if (blow.again() > 0) {
                stage.rest(blow.again());
                stage.kill(blow, () -> how.accept(engine));
                engine.launch();
            }
            engine.awaitAnswer();
            stage.shops().forEach(ChaosShop::mendDatabase);
            served.forEach(ChaosShop::awaitAnswer);
        };
    }

    private static Strike paused(Function<Installation, ServiceProcess> which) {
        return (stage, blow) -> {
            var service = which.apply(stage.installation());
            service.pause();
            stage.rest(blow.down());
            service.resume();
        };
    }
}
