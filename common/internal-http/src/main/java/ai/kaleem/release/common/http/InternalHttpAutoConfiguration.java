package ai.kaleem.release.common.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Closes a service's HTTP to all but the other services. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(InternalHttpProperties.class)
class InternalHttpAutoConfiguration {

    @Bean
    static InternalTokenFilter internalTokenFilter(InternalHttpProperties properties) {
        return new InternalTokenFilter(properties.token());
    }
}
