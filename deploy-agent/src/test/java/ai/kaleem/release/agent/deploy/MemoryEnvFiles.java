package ai.kaleem.release.agent.deploy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

final class MemoryEnvFiles implements EnvFiles {

    final Set<String> there = new HashSet<>();

    @Override
    public synchronized String keep(String path) {
        if (!there.contains(path)) {
            throw new StepFailed("env file %s cannot be read".formatted(path));
        }
        return "hash-of-" + path.replace('/', '-');
    }

    @Override
    public String keepText(String text) {
        return "hash-of-text-" + Integer.toHexString(text.hashCode());
    }

    /** By path, what is in a folder. */
    final Map<String, String> folders = new ConcurrentHashMap<>();

    @Override
    public String keepFolder(String path) {
        var content = folders.get(path);
        if (content == null) {
            throw new StepFailed("%s is not on this host".formatted(path));
        }
        return content;
    }

    @Override
    public void place(String hash, String path) {
        folders.put(path, hash);
    }

    @Override
    public List<String> differences(String path, String hash) {
        return List.of();
    }

    @Override
    public void retain(Set<String> needed) {}

    @Override
    public Path at(String hash) {
        return Path.of("/memory", hash);
    }
}
