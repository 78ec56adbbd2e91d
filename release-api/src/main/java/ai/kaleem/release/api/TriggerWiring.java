package ai.kaleem.release.api;

import ai.kaleem.release.api.access.Senders;
import ai.kaleem.release.api.inbound.clock.Sweeper;
import ai.kaleem.release.api.outbound.files.SecretFolder;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.api.trigger.FollowPushes;
import ai.kaleem.release.api.trigger.HearPush;
import ai.kaleem.release.api.trigger.PollBranches;
import ai.kaleem.release.api.trigger.Pushes;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.messaging.Lease;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a push to a repository sets off. */
@Configuration(proxyBeanMethods = false)
class TriggerWiring {

    private static final Duration EVERY = Duration.ofSeconds(1);

    @Bean
    static Senders senders(@Value("${kaleem.webhooks.secrets-folder:#{null}}") @Nullable Path folder) {
        return new Senders(new SecretFolder(folder));
    }

    @Bean
    static HearPush hearPush(Plans plans, Pushes pushes, Clock clock) {
        return new HearPush(plans, pushes, clock);
    }

    /** With a thread of its own: a repository that is slow holds up no release. */
    @Bean
    static Sweeper follower(
            Plans plans,
            Pushes pushes,
            NextVersion versions,
            PlaceRelease place,
            Lease lease,
            ObservationRegistry observations,
            Clock clock) {
        var polls = new PollBranches(plans, pushes, versions, clock);
        var follow = new FollowPushes(plans, pushes, versions, place, clock);
        Runnable all = () -> {
            polls.look();
            follow.look();
        };
        return new Sweeper(all, lease::isHeld, EVERY, observations);
    }
}
