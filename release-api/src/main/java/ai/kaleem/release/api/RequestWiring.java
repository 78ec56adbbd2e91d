package ai.kaleem.release.api;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.outbound.mongo.MongoKeys;
import ai.kaleem.release.api.outbound.mongo.MongoPlans;
import ai.kaleem.release.api.plan.AgentQueues;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.PutPlan;
import ai.kaleem.release.api.release.Proof;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.RequestDrill;
import ai.kaleem.release.api.release.RequestHandling;
import ai.kaleem.release.api.release.RequestPromotion;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.RequestRollback;
import ai.kaleem.release.api.request.Keys;
import ai.kaleem.release.api.request.PlaceAdoption;
import ai.kaleem.release.api.request.PlaceDrill;
import ai.kaleem.release.api.request.PlaceHandling;
import ai.kaleem.release.api.request.PlacePromotion;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.api.request.PlaceRestore;
import ai.kaleem.release.api.request.PlaceRollback;
import ai.kaleem.release.api.version.NextVersion;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is done with what people ask. */
@Configuration(proxyBeanMethods = false)
class RequestWiring {

    @Bean
    static Plans plans(MongoDatabase database) {
        return new MongoPlans(database);
    }

    @Bean
    static Keys keys(MongoDatabase database, Clock clock) {
        return new MongoKeys(database, clock);
    }

    @Bean
    static PutPlan putPlan(Plans plans, AgentQueues queues) {
        return new PutPlan(plans, queues);
    }

    @Bean
    static PlaceRelease placeRelease(
            Plans plans, Keys keys, NextVersion versions, RequestRelease requests, Clock clock) {
        return new PlaceRelease(plans, keys, versions, requests, clock);
    }

    @Bean
    static PlaceAdoption placeAdoption(Plans plans, Keys keys, RequestRelease requests) {
        return new PlaceAdoption(plans, keys, requests);
    }

    @Bean
    static PlaceHandling placeHandling(Plans plans, Keys keys, RequestHandling requests) {
        return new PlaceHandling(plans, keys, requests);
    }

    @Bean
    static PlaceDrill placeDrill(Plans plans, Keys keys, ReadBackups backups, RequestDrill requests) {
        return new PlaceDrill(plans, keys, backups, requests);
    }

    @Bean
    static PlacePromotion placePromotion(
            Releases releases,
            Plans plans,
            Keys keys,
            RequestPromotion promotions,
            RequestRelease requests,
            Environments environments,
            Clock clock) {
        return new PlacePromotion(releases, plans, keys, promotions, requests, new Proof(environments, clock));
    }

    @Bean
    static PlaceRestore placeRestore(Plans plans, Keys keys, ReadBackups backups, RequestHandling requests) {
        return new PlaceRestore(plans, keys, backups, requests);
    }

    @Bean
    static PlaceRollback placeRollback(Plans plans, Keys keys, RequestRollback requests) {
        return new PlaceRollback(plans, keys, requests);
    }
}
