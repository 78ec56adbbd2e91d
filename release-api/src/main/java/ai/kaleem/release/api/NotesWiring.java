package ai.kaleem.release.api;

import ai.kaleem.release.api.notes.EditNotes;
import ai.kaleem.release.api.notes.NoteEdits;
import ai.kaleem.release.api.notes.ReadNotes;
import ai.kaleem.release.api.outbound.mongo.MongoNoteEdits;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.version.NextVersion;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What releases bring, in words. */
@Configuration(proxyBeanMethods = false)
class NotesWiring {

    @Bean
    static NoteEdits noteEdits(MongoDatabase database) {
        return new MongoNoteEdits(database);
    }

    @Bean
    static ReadNotes readNotes(Releases releases, NextVersion versions, NoteEdits edits) {
        return new ReadNotes(releases, versions, edits);
    }

    @Bean
    static EditNotes editNotes(Releases releases, ReadNotes notes, NoteEdits edits, Clock clock) {
        return new EditNotes(releases, notes, edits, clock);
    }
}
