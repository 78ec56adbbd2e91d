package ai.kaleem.release.api;

import ai.kaleem.release.api.access.Doorkeeper;
import ai.kaleem.release.api.access.IssueToken;
import ai.kaleem.release.api.access.RevokeToken;
import ai.kaleem.release.api.access.TokenStore;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may ask. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AccessSettings.class, PepperSettings.class})
class AccessWiring {

    @Bean
    static Doorkeeper doorkeeper(AccessSettings access, PepperSettings pepper, TokenStore store, Clock clock) {
        return new Doorkeeper(access.tokens(), store, pepper.pepper(), clock);
    }

    @Bean
    static IssueToken issueToken(PepperSettings pepper, TokenStore store, Clock clock) {
        return new IssueToken(store, pepper.pepper(), clock);
    }

    @Bean
    static RevokeToken revokeToken(TokenStore store, Clock clock) {
        return new RevokeToken(store, clock);
    }
}
