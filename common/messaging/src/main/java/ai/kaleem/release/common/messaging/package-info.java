/** Topology, publishing, outbox and inbox over RabbitMQ, the same for every service. */
@NullMarked
package ai.kaleem.release.common.messaging;

import org.jspecify.annotations.NullMarked;
