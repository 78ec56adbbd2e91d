package ai.kaleem.release.agent.deploy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
