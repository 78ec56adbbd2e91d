package ai.kaleem.release.notifier.delivery;

class MemoryDeliveriesTests implements DeliveriesContract {

    private final MemoryDeliveries deliveries = new MemoryDeliveries();

    @Override
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public void told(Delivery delivery) {}
}
