package ai.kaleem.release.common.messaging;

import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Told;

/** Where a message goes. The message alone decides. */
record Routing(String exchange, String key) {

    static Routing of(Message message) {
        return switch (message) {
            case Request request -> new Routing(Topology.REQUESTS, owner(request));
            case Fact.AgentFact fact ->
                toFacts(withoutVersion(fact) + "." + fact.report().agent());
            case Fact.Beat beat -> toFacts(withoutVersion(beat) + "." + beat.agent());
            case Fact.GateFact fact -> toFacts(withoutVersion(fact));
            case Fact.NoticeFact fact -> toFacts(withoutVersion(fact));
            case Told told ->
                new Routing(
                        Topology.EVENTS,
                        "%s.%s"
                                .formatted(
                                        withoutVersion(told).substring("release.".length()),
                                        told.standing().environment()));
        };
    }

    private static String owner(Request request) {
        return switch (request) {
            case Request.GatesRequested it -> Topology.GATES_KEY;
            case Request.DeploymentRequested it -> Topology.agentKey(it.agent());
            case Request.DrillRequested it -> Topology.agentKey(it.agent());
            case Request.KeepRequested it -> Topology.agentKey(it.agent());
            case Request.PromotionRequested it -> Topology.agentKey(it.agent());
            case Request.RollbackRequested it -> Topology.agentKey(it.agent());
            case Request.ReportRequested it -> {
                var agent = it.agent();
                yield agent == null ? Topology.GATES_KEY : Topology.agentKey(agent);
            }
        };
    }

    private static Routing toFacts(String key) {
        return new Routing(Topology.FACTS, key);
    }

    /** {@code agent.switched.v1} is routed as {@code agent.switched}: a new version reaches the same readers. */
    private static String withoutVersion(Message message) {
        var type = message.type();
        return type.substring(0, type.lastIndexOf('.'));
    }
}
