package ai.kaleem.release.agent.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.util.concurrent.TimeUnit;

/**
 * A worker as people write one: takes a job, does it, says so, acknowledges it. Asked to end, it takes no new job and finishes
 * the one in its hand.
 */
final class QueueWorker {

    private static final Object HAND = new Object();
    private static boolean ends;

    private QueueWorker() {}

    public static void main(String[] args) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost(System.getenv("BROKER"));
        factory.setAutomaticRecoveryEnabled(false);
        var connection = factory.newConnection();
        var channel = connection.createChannel();
        channel.basicQos(10);
        channel.confirmSelect();
        var consumer = channel.basicConsume(
                "jobs",
                false,
                (tag, job) -> {
                    synchronized (HAND) {
                        if (ends) {
                            // Not acknowledged: the broker gives it to the successor.
                            return;
                        }
                        try {
                            var done = new String(job.getBody(), UTF_8) + " " + System.getenv("VERSION");
                            channel.basicPublish(
                                    "", "done", MessageProperties.PERSISTENT_TEXT_PLAIN, done.getBytes(UTF_8));
                            channel.waitForConfirmsOrDie(5_000);
                            // A job has its effect and goes on for a while: whoever is killed now has it done again.
                            TimeUnit.MILLISECONDS.sleep(16);
                            channel.basicAck(job.getEnvelope().getDeliveryTag(), false);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                tag -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                channel.basicCancel(consumer);
                synchronized (HAND) {
                    ends = true;
                }
                connection.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
    }
}
