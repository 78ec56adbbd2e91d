package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.environment.MissedBackups;
import ai.kaleem.release.api.environment.MissedBackupsContract;

class MongoMissedBackupsTests implements MissedBackupsContract {

    @Override
    public MissedBackups missed() {
        return new MongoMissedBackups(Store.database());
    }
}
