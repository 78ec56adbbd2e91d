package ai.kaleem.release.api.parking;

class MemoryParkedMessagesTests implements ParkedMessagesContract {

    private final MemoryParkedMessages messages = new MemoryParkedMessages();

    @Override
    public ParkedMessages messages() {
        return messages;
    }
}
