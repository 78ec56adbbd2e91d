package ai.kaleem.release.common.messaging;

/** Takes messages in. */
@FunctionalInterface
public interface Inbox {

    /**
     * Commits the effect of the message together with its id or revision; when it comes again, nothing changes. Long work
     * is only accepted here and done elsewhere. Returning is the acknowledgement.
     *
     * @throws UnreadableMessage where trying again cannot help; it is parked at once
     * @throws Exception where it cannot be taken now; after three tries it is parked
     */
    void receive(Received message) throws Exception;
}
