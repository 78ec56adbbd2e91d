package ai.kaleem.release.api.release;

class MemoryReleasesTests implements ReleasesContract {

    private final Releases releases = new MemoryReleases();

    @Override
    public Releases releases() {
        return releases;
    }
}
