package ai.kaleem.release.agent.deploy;

/**
 * A service that Docker Compose started and that was taken over.
 *
 * @param container Compose's own, by its name
 * @param template the hash under which {@link EnvFiles} keeps what that container was made with: it has secrets in it
 */
public record Adopted(String container, String template) {}
