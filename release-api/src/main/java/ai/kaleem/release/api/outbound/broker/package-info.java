/** RabbitMQ: its topology, declared as soon as it answers. */
@NullMarked
package ai.kaleem.release.api.outbound.broker;

import org.jspecify.annotations.NullMarked;
