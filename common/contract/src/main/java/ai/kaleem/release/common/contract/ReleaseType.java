package ai.kaleem.release.common.contract;

/** What kind of version it is. A rollback is no version but a deployment of an old one. */
public enum ReleaseType {
    REGULAR,
    RC,
    HOTFIX
}
