package ai.kaleem.release.api;

import ai.kaleem.release.api.audit.AppendAudit;
import ai.kaleem.release.api.audit.AuditTrail;
import ai.kaleem.release.api.audit.DrainNotes;
import ai.kaleem.release.api.audit.PendingNotes;
import ai.kaleem.release.api.audit.VerifyAudit;
import ai.kaleem.release.api.inbound.messages.AuditInbox;
import ai.kaleem.release.api.outbound.mongo.MongoAudit;
import ai.kaleem.release.api.outbound.mongo.MongoPendingNotes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Topology;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who changed what. */
@Configuration(proxyBeanMethods = false)
class AuditWiring {

    @Bean
    static AuditTrail auditTrail(MongoDatabase database) {
        return new MongoAudit(database);
    }

    @Bean
    static PendingNotes pendingNotes(MongoDatabase database) {
        return new MongoPendingNotes(database);
    }

    @Bean
    static AppendAudit appendAudit(AuditTrail trail) {
        return new AppendAudit(trail);
    }

    @Bean
    static DrainNotes drainNotes(PendingNotes notes, AppendAudit append, Clock clock) {
        return new DrainNotes(notes, append, clock);
    }

    @Bean
    static VerifyAudit verifyAudit(AuditTrail trail) {
        return new VerifyAudit(trail);
    }

    @Bean
    static MessageListenerContainer audit(Inboxes inboxes, AppendAudit append) {
        return inboxes.listen(Topology.AUDIT_QUEUE, new AuditInbox(append));
    }
}
