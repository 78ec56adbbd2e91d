package ai.kaleem.release.api.plan;

import java.util.List;
import java.util.Optional;

/** The plans that were put, one an app. */
public interface Plans {

    /** Stores the plan in place of the app's former one; durable when it returns. */
    void put(StoredPlan plan);

    /** The same, where the former one is still this; else nothing is stored, and false returned. */
    boolean replace(StoredPlan former, StoredPlan plan);

    Optional<StoredPlan> find(String app);

    /** Every app's plan, by the app's name. */
    List<StoredPlan> all();

    /** @throws AppUnknown where none was put */
    default StoredPlan get(String app) {
        return find(app).orElseThrow(() -> new AppUnknown(app));
    }
}
