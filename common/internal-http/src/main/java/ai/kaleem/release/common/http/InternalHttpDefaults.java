package ai.kaleem.release.common.http;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The settings that every service with internal HTTP shares; any of them can be set otherwise. */
public final class InternalHttpDefaults implements EnvironmentPostProcessor {

    private static final String LEVEL = "logging.level.";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var defaults = new HashMap<String, Object>(Map.of(
                "spring.main.banner-mode", "off",
                "spring.threads.virtual.enabled", "true",
                "spring.mvc.problemdetails.enabled", "true",
                "spring.web.resources.add-mappings", "false",
                "server.shutdown", "graceful",
                "management.endpoints.web.exposure.include", "health,info,metrics",
                "management.endpoint.health.probes.enabled", "true",
                // Health is open, so it says no more than whether.
                "management.endpoint.health.show-details", "never",
                "management.endpoint.health.show-components", "never"));
        defaults.put(LEVEL + "org.apache.catalina", "WARN");
        defaults.put(LEVEL + "org.springframework.core.events", "ERROR");
        // What cannot start says so in a sentence of its own.
        defaults.put(LEVEL + "org.springframework.boot.tomcat.servlet.DeferredServletContainerInitializers", "OFF");
        environment.getPropertySources().addLast(new MapPropertySource("internal HTTP defaults", defaults));
    }
}
