package ai.kaleem.release.api.environment;

import java.time.Clock;

class MemoryEnvironmentsTests implements EnvironmentsContract {

    @Override
    public Environments environments() {
        return new MemoryEnvironments(Clock.systemUTC());
    }
}
