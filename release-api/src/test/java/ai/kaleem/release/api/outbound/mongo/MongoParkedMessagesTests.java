package ai.kaleem.release.api.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.parking.ParkedMessagesContract;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MongoParkedMessagesTests implements ParkedMessagesContract {

    private final MongoParkedMessages messages = new MongoParkedMessages(Store.database());

    @Override
    public ParkedMessages messages() {
        return messages;
    }

    @Test
    void aMessageLargerThanADocumentIsKeptWhole() {
        var body = new byte[17 << 20];
        new Random(7).nextBytes(body);
        var id = messages.keep(ParkedMessagesContract.letter("01BIG", "q", body, ""), AT);

        assertThat(messages.letter(id).orElseThrow().body()).isEqualTo(body);
        assertThat(messages.find(id).orElseThrow().bytes()).isEqualTo(body.length);
    }
}
