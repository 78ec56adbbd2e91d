package ai.kaleem.release.api.access;

import java.util.List;
import java.util.Optional;

/** The tokens that are let in. For now one: the token an installation is born with. */
public final class Tokens {

    private final List<Issued> issued;

    public Tokens(TokenHash bootstrap, Caller caller) {
        this.issued = List.of(new Issued(bootstrap, caller));
    }

    /** Whose the token is; empty where nobody has it. */
    public Optional<Caller> callerWith(String token) {
        return issued.stream()
                .filter(it -> it.hash().matches(token))
                .map(Issued::caller)
                .findFirst();
    }

    private record Issued(TokenHash hash, Caller caller) {}
}
