package ai.kaleem.release.api.plan;

/** Takes an app's plan into use: from now on new releases run under it. */
public class PutPlan {

    private static final String ANY = "*";

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

    /**
     * The same, in place of a plan that was read before.
     *
     * @param tag of that plan; {@code *} for whichever there is
     * @throws PlanChanged where the app's plan is another one by now, or there is none
     */
    public void replace(String tag, StoredPlan plan) {
        var app = plan.plan().app();
        var former = plans.find(app).filter(it -> tag.equals(ANY) || it.tag().equals(tag));
        if (former.isEmpty() || !plans.replace(former.get(), plan)) {
            throw new PlanChanged(app, plans.find(app).map(StoredPlan::tag).orElse("none"));
        }
        plan.plan().agents().forEach(queues::open);
    }
}
