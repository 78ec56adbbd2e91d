package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.request.Keys.Claim;
import ai.kaleem.release.api.request.Keys.KeyId;
import com.github.f4b6a3.ulid.UlidCreator;
import org.jspecify.annotations.Nullable;

/**
 * Does a request once under its key. The key is stored with the id of what will be made before anything is made, so that a
 * repeat after a crash makes the same thing, not a second one.
 */
final class Once {

    private final Keys keys;

    Once(Keys keys) {
        this.keys = keys;
    }

    /**
     * @param key null where the caller does not mind a second one
     * @param prepare checks the request; what it refuses does not use up the key
     * @param act makes what was asked for under the given id, or finds it made, and says what it came to
     * @throws KeyReused where the key was used for a request with another fingerprint
     */
    <P> Placed once(Caller caller, @Nullable String key, String fingerprint, Preparation<P> prepare, Action<P> act) {
        if (key == null) {
            return act.apply(prepare.get(), newId());
        }
        var keyId = new KeyId(caller.name(), key);
        P prepared;
        try {
            prepared = prepare.get();
        } catch (RuntimeException refused) {
            // The plan may have changed meanwhile; what was made under the key stays made.
            return keys.find(keyId)
                    .map(it -> require(it, fingerprint, key))
                    .map(Claim::answer)
                    .orElseThrow(() -> refused);
        }
        var claim = require(keys.claim(keyId, new Claim(fingerprint, newId(), null)), fingerprint, key);
        var earlier = claim.answer();
        if (earlier != null) {
            return earlier;
        }
        var answered = act.apply(prepared, claim.id());
        keys.answered(keyId, answered);
        return answered;
    }

    private static Claim require(Claim claim, String fingerprint, String key) {
        if (!claim.fingerprint().equals(fingerprint)) {
            throw new KeyReused(key);
        }
        return claim;
    }

    private static String newId() {
        return UlidCreator.getMonotonicUlid().toString();
    }

    interface Preparation<P> {
        P get();
    }

    interface Action<P> {
        Placed apply(P prepared, String id);
    }
}
