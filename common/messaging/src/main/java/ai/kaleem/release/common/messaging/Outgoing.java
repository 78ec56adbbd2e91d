package ai.kaleem.release.common.messaging;

/**
 * A message as it waits in an outbox: sealed, addressed, and the same bytes however often it is sent.
 *
 * @param id of the CloudEvent; a receiver knows a repeat by it
 * @param body the whole CloudEvent as JSON
 */
public record Outgoing(String id, String exchange, String routingKey, String type, String subject, String body) {}
