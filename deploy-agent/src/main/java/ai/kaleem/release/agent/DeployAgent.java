package ai.kaleem.release.agent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Deploys, verifies and rolls back on its server. */
@SpringBootApplication
@EnableConfigurationProperties(AgentProperties.class)
class DeployAgent {

    public static void main(String[] args) {
        try {
            SpringApplication.run(DeployAgent.class, args);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            // Said already. The broker client's threads would keep a process that does nothing.
            System.exit(1);
        }
    }
}
