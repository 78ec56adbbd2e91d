package ai.kaleem.release.api;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.freeze.DeclareFreeze;
import ai.kaleem.release.api.freeze.Freezes;
import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.api.outbound.calendar.CronCalendar;
import ai.kaleem.release.api.outbound.mongo.MongoFreezes;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.ChangeRelease;
import ai.kaleem.release.api.release.HoldRelease;
import ai.kaleem.release.api.release.Holds;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.RetryRelease;
import ai.kaleem.release.api.release.TakeTurn;
import ai.kaleem.release.api.request.Keys;
import ai.kaleem.release.api.request.PlaceRetry;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps releases from their turn, and tries them again. */
@Configuration(proxyBeanMethods = false)
class FreezeWiring {

    @Bean
    static Freezes freezes(MongoDatabase database) {
        return new MongoFreezes(database);
    }

    @Bean
    static FrozenTimes frozenTimes(Plans plans, Freezes freezes, Clock clock) {
        return new FrozenTimes(plans, freezes, new CronCalendar(), clock);
    }

    @Bean
    static DeclareFreeze declareFreeze(Plans plans, Freezes freezes, Clock clock) {
        return new DeclareFreeze(plans, freezes, clock);
    }

    @Bean
    static Holds holds(FrozenTimes frozen, Clock clock) {
        return new Holds(frozen, clock);
    }

    @Bean
    static HoldRelease holdRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new HoldRelease(releases, changes, turns, clock);
    }

    @Bean
    static RetryRelease retryRelease(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        return new RetryRelease(releases, environments, changes, turns, clock);
    }

    @Bean
    static PlaceRetry placeRetry(Keys keys, RetryRelease retries) {
        return new PlaceRetry(keys, retries);
    }
}
