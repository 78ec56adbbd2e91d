package ai.kaleem.release.common.crash;

/**
 * A call in our code of something outside of the process.
 *
 * @param type the class that calls, as in its class file
 * @param name unique within a service: {@code Class.method > Api.call}, with {@code #2} where the method does it again;
 *     a lambda counts as the method around it
 */
public record Point(String type, String name) {}
