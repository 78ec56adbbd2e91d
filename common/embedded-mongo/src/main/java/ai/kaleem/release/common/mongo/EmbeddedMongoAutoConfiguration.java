package ai.kaleem.release.common.mongo;

import com.mongodb.ConnectionString;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Starts an {@link EmbeddedMongo} and points the driver at it when {@code spring.mongodb.uri} is absent or blank, and
 * nothing else, as a test's container, says where MongoDB is.
 */
@AutoConfiguration(before = MongoAutoConfiguration.class)
@Conditional(EmbeddedMongoAutoConfiguration.NoUri.class)
@ConditionalOnMissingBean(MongoConnectionDetails.class)
@EnableConfigurationProperties(EmbeddedMongoProperties.class)
class EmbeddedMongoAutoConfiguration {

    @Bean
    EmbeddedMongo embeddedMongo(EmbeddedMongoProperties properties) {
        return EmbeddedMongo.open(properties.folder());
    }

    /** Depends on the server, as the client depends on it: the server is closed after the last client. */
    @Bean
    MongoConnectionDetails embeddedMongoConnectionDetails(EmbeddedMongo mongo, EmbeddedMongoProperties properties) {
        ConnectionString address = mongo.connectionString(properties.database());
        return () -> address;
    }

    static class NoUri extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean given = StringUtils.hasText(context.getEnvironment().getProperty("spring.mongodb.uri"));
            return new ConditionOutcome(
                    !given,
                    ConditionMessage.forCondition("Embedded MongoDB")
                            .because("spring.mongodb.uri is " + (given ? "given" : "absent or blank")));
        }
    }
}
