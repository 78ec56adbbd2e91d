package ai.kaleem.release.agent;

/** A setting has no usable value; the message names it. */
class SettingMissing extends RuntimeException {

    SettingMissing(String reason) {
        super(reason);
    }
}
