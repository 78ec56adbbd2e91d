package ai.kaleem.release.api.access;

import java.util.List;
import java.util.Optional;

/** The tokens that are let in. */
public final class Tokens {

    private final List<Issued> issued;

    public Tokens(List<Issued> issued) {
        this.issued = List.copyOf(issued);
    }

    /** Whose the token is; empty where nobody has it. */
    public Optional<Caller> callerWith(String token) {
        return issued.stream()
                .filter(it -> it.hash().matches(token))
                .map(Issued::caller)
                .findFirst();
    }

    /** A token, and who has it; a person may have several, as while one takes the place of another. */
    public record Issued(TokenHash hash, Caller caller) {}
}
