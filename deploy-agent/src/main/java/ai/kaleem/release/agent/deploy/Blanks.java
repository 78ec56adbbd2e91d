package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is filled into a query: {@code {{canary.api}}}, {@code {{baseline.api}}}, {@code {{version}}}. */
record Blanks(Map<String, String> words) {

    private static final Pattern BLANK = Pattern.compile("\\{\\{(.*?)}}");

    /** @param before the version that served; empty where there was none */
    static Blanks of(Deployment deployment, Optional<Deployment> before) {
        var words = new HashMap<String, String>();
        words.put("version", deployment.request().version());
        for (ServiceSpec service : deployment.request().services()) {
            words.put("canary." + service.name(), Containers.name(deployment, service));
        }
        before.ifPresent(old ->
                old.prepared().containers().forEach((name, container) -> words.put("baseline." + name, container)));
        return new Blanks(Map.copyOf(words));
    }

    /** What the query asks for and there is not, in words; empty where all is there. */
    Optional<String> missing(String query) {
        return BLANK.matcher(query)
                .results()
                .map(it -> it.group(1))
                .filter(it -> !words.containsKey(it))
                .findFirst()
                .map("there is nothing for {{%s}}: no such service serves"::formatted);
    }

    String fill(String query) {
        return BLANK.matcher(query)
                .replaceAll(it -> Matcher.quoteReplacement(words.getOrDefault(it.group(1), it.group())));
    }
}
