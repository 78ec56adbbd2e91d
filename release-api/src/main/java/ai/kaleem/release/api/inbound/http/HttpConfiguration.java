package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Doorkeeper;
import ai.kaleem.release.api.audit.PendingNotes;
import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.common.messaging.StoreDown;
import jakarta.servlet.Filter;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** What stands before the controllers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Limits.class)
class HttpConfiguration {

    @Bean
    static ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    static FilterRegistrationBean<Filter> securityHeaders() {
        return filter(new SecurityHeaders(), 0);
    }

    @Bean
    static FilterRegistrationBean<Filter> tokenFilter(
            Doorkeeper doorkeeper, StoreDown storeDown, ProblemWriter problems, Limits limits) {
        return filter(new TokenFilter(doorkeeper, storeDown, problems, limits), 1);
    }

    /** Who tries what they may not is noted too. */
    @Bean
    static WebMvcConfigurer scopeCheck(PendingNotes notes, Clock clock) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new AuditedRequests(notes, clock));
                registry.addInterceptor(new ScopeCheck());
            }
        };
    }

    @Bean
    static FilterRegistrationBean<Filter> bodyLimit(ProblemWriter problems) {
        return filter(new BodyLimit(problems), 2);
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve() {
        return tomcat -> tomcat.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve()));
    }

    @Bean
    static EventStreams eventStreams() {
        return new EventStreams(Runtime.getRuntime().maxMemory());
    }

    @Bean
    static PlanSchema planSchema() {
        return new PlanSchema();
    }

    @Bean
    static PlanFile planFile(PlanSchema schema) {
        return new PlanFile(schema);
    }

    /** After Spring's own filter of observations, so that what is refused here is measured too. */
    private static FilterRegistrationBean<Filter> filter(Filter filter, int order) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns("/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100 + order);
        return registration;
    }
}
