package ai.kaleem.release.api.access;

import java.time.Instant;
import java.util.List;

/**
 * A token somebody asks for.
 *
 * @param name of whoever is to have it
 */
public record WantedToken(String name, List<Scope> scopes, Instant expiresAt) {}
