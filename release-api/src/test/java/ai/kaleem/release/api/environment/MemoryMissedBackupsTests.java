package ai.kaleem.release.api.environment;

class MemoryMissedBackupsTests implements MissedBackupsContract {

    @Override
    public MissedBackups missed() {
        return new MemoryMissedBackups();
    }
}
