package ai.kaleem.release.api.inbound.messages;

import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.release.HearFact;
import ai.kaleem.release.api.release.ReleaseUnknown;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.Fact.NoticeFact;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Inbox;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts from the sources. The broker lets a source write only keys that are its own, so the key vouches for who speaks: what
 * speaks for another is parked.
 */
public final class FactInbox implements Inbox {

    private static final Logger log = LoggerFactory.getLogger(FactInbox.class);

    private final HearFact facts;
    private final Agents agents;
    private final Clock clock;

    public FactInbox(HearFact facts, Agents agents, Clock clock) {
        this.facts = facts;
        this.agents = agents;
        this.clock = clock;
    }

    @Override
    public void receive(Received message) throws UnreadableMessage {
        switch (message.data()) {
            case Fact fact -> {
                try {
                    hear(fact, message.routingKey());
                } catch (ReleaseUnknown e) {
                    // It will not come to be known by trying again.
                    throw new UnreadableMessage("Speaks of a release nobody knows", e);
                } catch (UnreadableDocument e) {
                    throw new UnreadableMessage("Speaks of a release of which %s".formatted(e.getMessage()), e);
                }
            }
            case Request request -> throw notAFact(message);
            case Told told -> throw notAFact(message);
        }
    }

    private void hear(Fact fact, String key) throws UnreadableMessage {
        switch (fact) {
            case GateFact it -> {
                require(key.startsWith("gate."), key, "gate-service");
                facts.hear(it.report());
            }
            case AgentFact it -> {
                requireAgent(key, it.report().agent());
                facts.hear(it.report());
            }
            case Beat it -> {
                requireAgent(key, it.agent());
                agents.heard(it, clock.instant());
            }
            case NoticeFact it -> {
                require(key.startsWith("notice."), key, "the notifier");
                log.debug("Of {}: {} to {}", it.releaseId(), it.type(), it.channel());
            }
        }
    }

    private static void requireAgent(String key, String agent) throws UnreadableMessage {
        require(key.startsWith("agent.") && key.endsWith("." + agent), key, "agent " + agent);
    }

    private static void require(boolean vouched, String key, String source) throws UnreadableMessage {
        if (!vouched) {
            throw new UnreadableMessage("Came with key '%s', which does not vouch for %s".formatted(key, source));
        }
    }

    private static UnreadableMessage notAFact(Received message) {
        return new UnreadableMessage("%s is no fact".formatted(message.type()));
    }
}
