package ai.kaleem.release.common.registry;

/** Who somebody is to one registry. Its text says nothing of what is secret. */
public sealed interface Login {

    record Password(String user, String password) implements Login {

        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    /** A refresh token, which a registry's token server takes instead of a name and a password. */
    record IdentityToken(String token) implements Login {

        @Override
        public String toString() {
            return "identity token";
        }
    }
}
