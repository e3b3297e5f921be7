package io.stillframe.api;

import io.stillframe.workflow.Runs.LoggedEntry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** What happened to a snapshot, oldest first. */
@Schema(name = "EventList")
record EventList(List<Event> events) {

    static EventList from(List<LoggedEntry> entries) {
        return new EventList(entries.stream().map(Event::from).toList());
    }

    @Schema(name = "Event")
    record Event(
            @Schema(description = "Rises with time.") long id,
            Instant time,
            String step,
            String message) {

        static Event from(LoggedEntry logged) {
            return new Event(
                    logged.id(),
                    Snapshot.shown(logged.time()),
                    logged.entry().step(),
                    logged.entry().message());
        }
    }
}
