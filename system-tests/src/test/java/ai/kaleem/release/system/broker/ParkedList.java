package ai.kaleem.release.system.broker;

import ai.kaleem.release.system.world.ReleaseApi;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** All parked messages, page after page. */
record ParkedList(ReleaseApi api) {

    List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        var path = "/api/v1/parked";
        while (true) {
            var page = api.get(path).expecting(200).body();
            page.path("items").forEach(all::add);
            if (!page.path("next").isString()) {
                return all;
            }
            path = "/api/v1/parked?before=" + page.path("next").asString();
        }
    }
}
