package ai.kaleem.release.api.access;

/** @param name as it stands in stories: who asked for a release */
public record Caller(String name) {}
