package ai.kaleem.release.api.plan;

/** Takes an app's plan into use: from now on new releases run under it. */
public class PutPlan {

    private final Plans plans;
    private final AgentQueues queues;

    public PutPlan(Plans plans, AgentQueues queues) {
        this.plans = plans;
        this.queues = queues;
    }

    /** @return whether the app is new */
    public boolean put(StoredPlan plan) {
        var isNew = plans.find(plan.plan().app()).isEmpty();
        plans.put(plan);
        plan.plan().agents().forEach(queues::open);
        return isNew;
    }
}
