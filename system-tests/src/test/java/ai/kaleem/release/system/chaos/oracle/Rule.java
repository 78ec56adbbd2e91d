package ai.kaleem.release.system.chaos.oracle;

/** One promise, looked at from all sides that witnesses have. */
interface Rule {

    void judge(Chronicle chronicle, Findings findings);
}
