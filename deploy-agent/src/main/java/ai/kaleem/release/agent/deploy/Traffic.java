package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Answers;
import java.util.Map;

/** What the containers behind one gateway answer. */
public interface Traffic {

    /**
     * Since the watch began or this was last asked, by container; without those that were given nothing. Where the gateway
     * was started again in between, only what came after that.
     */
    Map<String, Answers> take();
}
