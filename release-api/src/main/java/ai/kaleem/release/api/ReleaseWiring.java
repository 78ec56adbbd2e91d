package ai.kaleem.release.api;

import ai.kaleem.release.api.audit.DrainNotes;
import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.MissedBackups;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadDrills;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.inbound.clock.Sweeper;
import ai.kaleem.release.api.outbound.gates.HttpGateLogs;
import ai.kaleem.release.api.outbound.gates.HttpProposals;
import ai.kaleem.release.api.outbound.mongo.MongoOutbox;
import ai.kaleem.release.api.parking.DiscardParked;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.parking.ReplayParked;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.BreakTurn;
import ai.kaleem.release.api.release.CancelRelease;
import ai.kaleem.release.api.release.ChangeRelease;
import ai.kaleem.release.api.release.DecideRelease;
import ai.kaleem.release.api.release.FollowRelease;
import ai.kaleem.release.api.release.GateLogs;
import ai.kaleem.release.api.release.HearFact;
import ai.kaleem.release.api.release.Holds;
import ai.kaleem.release.api.release.Links;
import ai.kaleem.release.api.release.PlanRollback;
import ai.kaleem.release.api.release.PromoteRelease;
import ai.kaleem.release.api.release.ReadLogs;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.RequestDrill;
import ai.kaleem.release.api.release.RequestHandling;
import ai.kaleem.release.api.release.RequestPromotion;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.RequestRollback;
import ai.kaleem.release.api.release.SignCheck;
import ai.kaleem.release.api.release.Sweep;
import ai.kaleem.release.api.release.TakeTurn;
import ai.kaleem.release.api.release.TellFailedDrills;
import ai.kaleem.release.api.release.TellMissedBackups;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.messaging.Lease;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.Parked;
import ai.kaleem.release.common.messaging.Publisher;
import com.github.f4b6a3.ulid.UlidCreator;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The use cases, put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ReleaseSettings.class, GatesSettings.class})
class ReleaseWiring {

    @Bean
    static FollowRelease followRelease(Releases releases) {
        return new FollowRelease(releases);
    }

    /** What was stored is published at once, and shown at once to whoever follows it. */
    @Bean
    static ChangeRelease changeRelease(Releases releases, FollowRelease followers, OutboxRelay relay) {
        return new ChangeRelease(releases, it -> {
            MongoOutbox.ownersOf(it).forEach(relay::wake);
            followers.stored(it);
        });
    }

    @Bean
    static TakeTurn takeTurn(
            Releases releases,
            Environments environments,
            ChangeRelease changes,
            Holds holds,
            ReleaseSettings settings,
            Clock clock) {
        return new TakeTurn(releases, environments, changes, holds, settings.patience(), clock);
    }

    @Bean
    static Links links(ReleaseSettings settings, Environment environment) {
        var here = "http://localhost:" + environment.getProperty("server.port", "8080");
        var address =
                Optional.ofNullable(settings.address()).map(Object::toString).orElse(here);
        return release -> "%s/api/v1/releases/%s".formatted(address.replaceAll("/+$", ""), release);
    }

    @Bean
    static RequestRelease requestRelease(
            Releases releases,
            Environments environments,
            ChangeRelease changes,
            TakeTurn turns,
            ReleaseSettings settings,
            Links links,
            Clock clock) {
        return new RequestRelease(releases, environments, changes, turns, settings.patience(), links, clock);
    }

    @Bean
    static RequestRollback requestRollback(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new RequestRollback(releases, environments, changes, turns, clock);
    }

    @Bean
    static RequestHandling requestHandling(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new RequestHandling(releases, environments, changes, turns, clock);
    }

    @Bean
    static RequestPromotion requestPromotion(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new RequestPromotion(releases, environments, changes, turns, clock);
    }

    @Bean
    static RequestDrill requestDrill(
            Releases releases,
            Environments environments,
            ChangeRelease changes,
            ReleaseSettings settings,
            Clock clock) {
        return new RequestDrill(releases, environments, changes, settings.patience(), clock);
    }

    @Bean
    static ReadDrills readDrills(Agents agents) {
        return new ReadDrills(agents);
    }

    @Bean
    static CancelRelease cancelRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new CancelRelease(releases, changes, turns, clock);
    }

    @Bean
    static DecideRelease decideRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new DecideRelease(releases, changes, turns, clock);
    }

    @Bean
    static SignCheck signCheck(Releases releases, ChangeRelease changes, Clock clock) {
        return new SignCheck(releases, changes, clock);
    }

    @Bean
    static PromoteRelease promoteRelease(Releases releases, ChangeRelease changes, Clock clock) {
        return new PromoteRelease(releases, changes, clock);
    }

    @Bean
    static BreakTurn breakTurn(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new BreakTurn(releases, environments, changes, turns, clock);
    }

    @Bean
    static HearFact hearFact(ChangeRelease changes, TakeTurn turns, ReleaseSettings settings, Clock clock) {
        return new HearFact(changes, turns, settings.patience(), clock);
    }

    @Bean
    static Sweep sweep(
            Releases releases,
            Environments environments,
            Agents agents,
            ChangeRelease changes,
            TakeTurn turns,
            ReleaseSettings settings,
            Clock clock) {
        return new Sweep(releases, environments, agents, changes, turns, settings.patience(), clock);
    }

    @Bean
    static TellMissedBackups tellMissedBackups(
            Plans plans,
            Releases releases,
            Environments environments,
            ReadBackups backups,
            ReadEnvironment read,
            MissedBackups missed,
            ChangeRelease changes,
            Clock clock) {
        return new TellMissedBackups(plans, releases, environments, backups, read, missed, changes, clock);
    }

    @Bean
    static TellFailedDrills tellFailedDrills(
            Plans plans, Releases releases, ReadDrills drills, ChangeRelease changes, Clock clock) {
        return new TellFailedDrills(plans, releases, drills, changes, clock);
    }

    @Bean
    static Sweeper sweeper(
            Sweep sweep,
            TellMissedBackups missed,
            TellFailedDrills drills,
            DrainNotes notes,
            Lease lease,
            ReleaseSettings settings,
            ObservationRegistry observations) {
        Runnable all = () -> {
            sweep.sweep();
            missed.look();
            drills.look();
            notes.look();
        };
        return new Sweeper(all, lease::isHeld, settings.sweepEvery(), observations);
    }

    @Bean
    static ReadBackups readBackups(Agents agents, Clock clock) {
        return new ReadBackups(agents, clock);
    }

    @Bean
    static ReadEnvironment readEnvironment(
            Environments environments, Agents agents, ReleaseSettings settings, Clock clock) {
        return new ReadEnvironment(environments, agents, settings.patience().silence(), clock);
    }

    @Bean
    static PlanRollback planRollback(Releases releases, Environments environments, ReadEnvironment read, Clock clock) {
        return new PlanRollback(releases, environments, read, clock);
    }

    @Bean
    static GateLogs gateLogs(
            GatesSettings settings, @Value("${kaleem.internal-token-file:#{null}}") @Nullable Path tokenFile) {
        return new HttpGateLogs(settings.url(), () -> token(tokenFile));
    }

    @Bean
    static NextVersion nextVersion(
            Releases releases,
            Plans plans,
            GatesSettings settings,
            @Value("${kaleem.internal-token-file:#{null}}") @Nullable Path tokenFile) {
        return new NextVersion(plans, releases, new HttpProposals(settings.url(), () -> token(tokenFile)));
    }

    @Bean
    static ReadLogs readLogs(Releases releases, GateLogs logs) {
        return new ReadLogs(releases, logs);
    }

    @Bean
    static ReplayParked replayParked(ParkedMessages messages, Publisher publisher, Clock clock) {
        return new ReplayParked(
                messages,
                (it, number) -> publisher.replay(
                        new Parked(it.messageId(), it.queue(), it.exchange(), it.routingKey(), it.reason(), it.body()),
                        number),
                () -> UlidCreator.getMonotonicUlid().toString(),
                clock);
    }

    @Bean
    static DiscardParked discardParked(ParkedMessages messages, Clock clock) {
        return new DiscardParked(messages, clock);
    }

    private static String token(@Nullable Path file) {
        try {
            return file == null ? "" : Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read kaleem.internal-token-file " + file, e);
        }
    }
}
