package io.stillframe.api;

import io.stillframe.api.EventList.Event;
import io.stillframe.identity.Caller;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.LoggedEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.MimeTypeUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What happens to a snapshot, while it happens, as server-sent events. All of it is read from the
 * database, so that any replica can tell of any run, and can go on where another has stopped.
 */
final class LiveEvents {

    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    static final String LAST = "Last-Event-ID";

    private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final String NAME = "step";

    private final Snapshots snapshots;
    private final Changes changes;
    private final InstantSource clock;
    private final Duration heartbeat;
    private final Scheduler timer;
    private final Scheduler blocking;

    /**
     * @param heartbeat how long a stream may be silent: a proxy that hears nothing cuts it off, and
     *     who tells nothing does not learn that its listener has gone
     */
    LiveEvents(
            Snapshots snapshots,
            Changes changes,
            InstantSource clock,
            Duration heartbeat,
            Scheduler timer,
            Scheduler blocking) {
        this.snapshots = snapshots;
        this.changes = changes;
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.timer = timer;
        this.blocking = blocking;
    }

    /** Whether the caller prefers the stream to the list; who does not care gets the list. */
    static boolean askedFor(HttpHeaders headers) {
        var accepted = new ArrayList<>(headers.getAccept());
        MimeTypeUtils.sortBySpecificity(accepted); // and by what is preferred
        for (var type : accepted) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.includes(MediaType.TEXT_EVENT_STREAM)) {
                return true;
            }
        }
        return false;
    }

    /** The id of the last event that the caller has; 0 if it has none. */
    static long last(HttpHeaders headers) {
        var given = headers.getOrEmpty(LAST);
        if (given.isEmpty()) {
            return 0;
        }
        var text = String.join(", ", given).strip();
        if (!NUMBER.matcher(text).matches()) {
            throw Refusal.invalid(
                    "%s must be the id of an event, a number; it is %s.",
                    LAST, Refusal.quoted(text));
        }
        return Long.parseLong(text);
    }

    /**
     * First what is stored, then what comes, until the run has ended; empty if that is the case and
     * the caller has all of it. Blocks for the first look only.
     *
     * @param run as it is now, so that whoever may not see it has been refused
     */
    Optional<Flux<ServerSentEvent<Event>>> after(
            long last, Run<ServerSnapshot> run, Caller caller) {
        var first = look(run, last);
        return first.ended() && first.news().isEmpty()
                ? Optional.empty()
                : Optional.of(stream(first, caller));
    }

    static ResponseEntity<Flux<ServerSentEvent<Event>>> answer(
            Flux<ServerSentEvent<Event>> stream) {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no") // or nginx keeps it until there is much of it
                .body(stream);
    }

    /**
     * One look after the other, each when the one before has been sent: however slow a listener is,
     * no more than one look is kept for it. Ends early when the caller's token does, at a shutdown
     * and when a look fails; its listener comes back with the id of the last event that it has.
     */
    private Flux<ServerSentEvent<Event>> stream(Look first, Caller caller) {
        return Flux.just(first)
                .expand(look -> look.ended() ? Mono.empty() : next(look, caller))
                .takeWhile(_ -> clock.instant().isBefore(caller.until()))
                .concatMapIterable(Look::lines, 1)
                .takeUntilOther(changes.closed())
                .doOnError(error -> log.warn("a stream of events ends early: {}", error.toString()))
                .onErrorComplete();
    }

    private Mono<Look> next(Look before, Caller caller) {
        var look =
                Mono.fromCallable(() ->
                                snapshots
                                        .find(Reach.of(caller), before.run())
                                        .map(run -> look(run, before.last())))
                        .subscribeOn(blocking)
                        .flatMap(Mono::justOrEmpty);
        return changes.after(before.run(), before.version())
                .thenReturn(true)
                .timeout(heartbeat, Mono.just(false), timer)
                .flatMap(changed -> changed ? look : Mono.just(before.withoutNews()));
    }

    /**
     * The run has been read before its entries are: what comes between the two is another version,
     * and is looked at again. So nothing is missed; and nothing is told twice, because the entries
     * are those after the last one told.
     */
    private Look look(Run<ServerSnapshot> run, long last) {
        var news = snapshots.entries(run.id(), last);
        var now = news.isEmpty() ? last : news.getLast().id();
        return new Look(run.id(), run.version(), run.finished(), now, news);
    }

    /**
     * @param last the id of the newest entry known
     * @param news what the look before did not know
     */
    private record Look(UUID run, long version, boolean ended, long last, List<LoggedEntry> news) {

        Look withoutNews() {
            return new Look(run, version, ended, last, List.of());
        }

        /** One that has no news says so: then the answer begins at once, and is seen to go on. */
        List<ServerSentEvent<Event>> lines() {
            return news.isEmpty()
                    ? List.of(ServerSentEvent.<Event>builder().comment("nothing new").build())
                    : news.stream().map(Look::line).toList();
        }

        private static ServerSentEvent<Event> line(LoggedEntry entry) {
            return ServerSentEvent.builder(Event.from(entry))
                    .id(String.valueOf(entry.id()))
                    .event(NAME)
                    .build();
        }
    }
}
