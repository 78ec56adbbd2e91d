package ai.kaleem.release.api.access;

/** The token is known, and its scopes do not cover what was asked. */
public final class NotAllowed extends RuntimeException {

    NotAllowed(String name, String scope) {
        super("The token of %s lacks the scope %s; use one that has it, or ask for one".formatted(name, scope));
    }
}
