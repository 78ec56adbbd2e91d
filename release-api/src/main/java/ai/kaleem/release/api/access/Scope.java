package ai.kaleem.release.api.access;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token lets its holder do: {@code release:read}, or in one environment of every app {@code release:create:staging}.
 *
 * @param environment where; null for everywhere
 */
public record Scope(Action action, @Nullable String environment) {

    private static final String EVERYWHERE = "*";

    /** A kind of request. */
    public enum Action {
        /** Everything that can be looked at. */
        RELEASE_READ("release:read", false),
        /** To ask for a release, to promote it, to call it off. */
        RELEASE_CREATE("release:create", true),
        RELEASE_APPROVE("release:approve", true),
        RELEASE_ROLLBACK("release:rollback", true),
        /** Adoption, drift, drills and restores, and to give up what is under way. */
        ENVIRONMENT_MANAGE("environment:manage", true),
        PLAN_WRITE("plan:write", false),
        PARKING_REPLAY("parking:replay", false),
        /** Who changed what, and whether that is as it was written. */
        AUDIT_READ("audit:read", false),
        /** To give tokens out, none with more rights than one has, to look at them, and to revoke them. */
        TOKEN_ADMIN("token:admin", false);

        private final String text;
        private final boolean somewhere;

        Action(String text, boolean somewhere) {
            this.text = text;
            this.somewhere = somewhere;
        }

        /** Whether it is about one environment. */
        public boolean isSomewhere() {
            return somewhere;
        }

        @Override
        public String toString() {
            return text;
        }

        private String form() {
            return somewhere ? text + ":<environment or *>" : text;
        }
    }

    /** @throws IllegalArgumentException where it is none, with those there are */
    public static Scope parse(String text) {
        for (var action : Action.values()) {
            if (!action.somewhere && text.equals(action.text)) {
                return new Scope(action, null);
            }
            if (action.somewhere && text.startsWith(action.text + ":")) {
                var environment = text.substring(action.text.length() + 1);
                if (!environment.isBlank()) {
                    return new Scope(action, environment.equals(EVERYWHERE) ? null : environment);
                }
            }
        }
        throw new IllegalArgumentException("'%s' is no scope; write one of %s".formatted(text, forms()));
    }

    boolean covers(Action wanted, @Nullable String where) {
        return action == wanted && (environment == null || environment.equals(where));
    }

    /** As it is written and parsed. */
    @Override
    public String toString() {
        if (!action.isSomewhere()) {
            return action.toString();
        }
        return "%s:%s".formatted(action, environment == null ? EVERYWHERE : environment);
    }

    private static String forms() {
        return Arrays.stream(Action.values()).map(Action::form).collect(Collectors.joining(", "));
    }

    /** All that there are, everywhere. */
    static List<Scope> all() {
        return Arrays.stream(Action.values()).map(it -> new Scope(it, null)).toList();
    }
}
