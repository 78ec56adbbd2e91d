package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.EnvironmentsContract;
import java.time.Clock;

class MongoEnvironmentsTests implements EnvironmentsContract {

    @Override
    public Environments environments() {
        return new MongoEnvironments(Store.database(), Clock.systemUTC());
    }
}
