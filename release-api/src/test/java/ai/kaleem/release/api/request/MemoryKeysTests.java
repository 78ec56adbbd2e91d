package ai.kaleem.release.api.request;

class MemoryKeysTests implements KeysContract {

    private final Keys keys = new MemoryKeys();

    @Override
    public Keys keys() {
        return keys;
    }
}
