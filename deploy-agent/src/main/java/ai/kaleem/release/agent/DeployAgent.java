package ai.kaleem.release.agent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Deploys, verifies and rolls back on its server. */
@SpringBootApplication
@EnableConfigurationProperties(AgentProperties.class)
class DeployAgent {

    public static void main(String[] args) {
        SpringApplication.run(DeployAgent.class, args);
    }
}
