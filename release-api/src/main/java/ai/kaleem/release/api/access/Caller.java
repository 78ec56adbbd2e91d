package ai.kaleem.release.api.access;

import ai.kaleem.release.api.access.Scope.Action;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name as it stands in stories: who asked for a release
 * @param scopes what the token of the request lets them do
 */
public record Caller(String name, List<Scope> scopes) {

    /** Who may do everything. */
    public Caller(String name) {
        this(name, Scope.all());
    }

    /** @param scopes separated by commas: {@code release:read,release:create:staging} */
    public static Caller of(String name, String scopes) {
        return new Caller(
                name,
                Arrays.stream(scopes.split(","))
                        .map(String::strip)
                        .map(Scope::parse)
                        .toList());
    }

    /**
     * @param environment where; null for everywhere
     * @throws NotAllowed where the token does not let them do that there
     */
    public void require(Action action, @Nullable String environment) {
        if (scopes.stream().noneMatch(it -> it.covers(action, environment))) {
            throw new NotAllowed(name, new Scope(action, environment).toString());
        }
    }

    /** @throws NotAllowed where the token lets them do that nowhere */
    public void require(Action action) {
        if (scopes.stream().noneMatch(it -> it.action() == action)) {
            throw new NotAllowed(name, action.isSomewhere() ? "%s:<environment>".formatted(action) : action.toString());
        }
    }
}
