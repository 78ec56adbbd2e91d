package ai.kaleem.release.notifier.outbound;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The beginning of a body as one line of text. The rest is not waited for: a receiver cannot hold us by sending without end. */
final class FirstBytes implements HttpResponse.BodySubscriber<String> {

    private static final int LIMIT = 300;

    private final ByteBuffer first;
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    private FirstBytes(int limit) {
        this.first = ByteBuffer.allocate(limit);
    }

    /** Of a 2xx nothing is read: its status has said all. */
    static HttpResponse.BodyHandler<String> ofFailures() {
        return answer -> new FirstBytes(answer.statusCode() / 100 == 2 ? 0 : LIMIT);
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (first.hasRemaining()) {
            subscription.request(Long.MAX_VALUE);
        } else {
            finish();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        for (var item : items) {
            while (item.hasRemaining() && first.hasRemaining()) {
                first.put(item.get());
            }
        }
        if (!first.hasRemaining()) {
            finish();
        }
    }

    private void finish() {
        if (subscription != null) {
            subscription.cancel();
        }
        onComplete();
    }

    @Override
    public void onError(Throwable failure) {
        onComplete(); // the status arrived, which is what counts
    }

    @Override
    public void onComplete() {
        text.complete(new String(first.array(), 0, first.position(), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip());
    }
}
