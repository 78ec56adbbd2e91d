package ai.kaleem.release.api.request;

import ai.kaleem.release.api.release.Placed;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of one process. */
public class MemoryKeys implements Keys {

    private final ConcurrentHashMap<KeyId, Claim> claims = new ConcurrentHashMap<>();

    @Override
    public Optional<Claim> find(KeyId key) {
        return Optional.ofNullable(claims.get(key));
    }

    @Override
    public Claim claim(KeyId key, Claim claim) {
        var earlier = claims.putIfAbsent(key, claim);
        return earlier == null ? claim : earlier;
    }

    @Override
    public void answered(KeyId key, Placed answer) {
        claims.computeIfPresent(key, (id, claim) -> new Claim(claim.fingerprint(), claim.id(), answer));
    }
}
