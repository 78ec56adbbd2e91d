package ai.kaleem.release.common.mongo;

import com.mongodb.WriteConcern;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** What holds for every MongoDB, embedded or not: a write that returned is on the disks of the majority; nothing waits for ever. */
@AutoConfiguration(before = MongoAutoConfiguration.class)
class MongoDefaultsAutoConfiguration {

    private static final int FIND_SERVER_SECONDS = 3;
    private static final int READ_SECONDS = 30;

    @Bean
    static MongoClientSettingsBuilderCustomizer durableAndImpatient() {
        return settings -> settings.writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .applyToClusterSettings(it -> it.serverSelectionTimeout(FIND_SERVER_SECONDS, TimeUnit.SECONDS)
                        .addClusterListener(new StoreWatch()))
                .applyToSocketSettings(it -> it.connectTimeout(FIND_SERVER_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(READ_SECONDS, TimeUnit.SECONDS));
    }
}
