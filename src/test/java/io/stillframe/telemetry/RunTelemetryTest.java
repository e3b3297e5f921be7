package io.stillframe.telemetry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Two replicas that tell of one run, to one backend. */
class RunTelemetryTest {

    private static final UUID ID = UUID.fromString("d5a29609-0000-4000-8000-00000000beef");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(15));

    private final Plan<String> plan =
            new Plan<>(
                    "test",
                    facts -> facts,
                    _ -> false,
                    List.of(step("make"), step("wait")),
                    step("look-again"));
    private final Decider<String> decider = new Decider<>(plan, PATIENCE);
    private final InMemorySpanExporter backend = InMemorySpanExporter.create();
    private final Replica one = new Replica(backend);
    private final Replica other = new Replica(backend);

    private Instant now = START;
    private Run<String> run = Run.of(ID, plan, "project", "a-server", "", PATIENCE, START);

    private static Step<String> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<String> perform(Run<String> run) {
                return run.done();
            }
        };
    }

    private RunTelemetryTest starts() {
        one.telemetry.stored(Decision.first(run, List.of()));
        return this;
    }

    private void after(int seconds, Replica replica, Event<String> event) {
        now = now.plusSeconds(seconds);
        var decision = decider.decide(run, event, now);
        run = decision.run();
        if (decision.changed()) {
            replica.telemetry.stored(decision);
        }
    }

    private static Outcome<String> done(String note) {
        return new Outcome.Done<>("by-hand", note);
    }

    private static Outcome<String> busy() {
        return new Outcome.Failed<>("", new Problem("busy", "It is busy.", null, true, true, null));
    }

    private static Outcome<String> refused() {
        return new Outcome.Failed<>("", Problem.refusal("over-quota", "There is no room."));
    }

    private SpanData span(String name) {
        var found =
                backend.getFinishedSpanItems().stream()
                        .filter(span -> span.getName().equals(name))
                        .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(
                span.getAttributes().get(AttributeKey.stringKey("stillframe." + name)));
    }

    private static Duration length(SpanData span) {
        return Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    @Test
    void isOneTraceThroughBothReplicas() {
        starts();
        one.calls(run, "cinder POST /snapshots");
        after(3, one, done("made"));
        one.calls(run, "cinder GET /snapshots/detail");
        // the one is killed
        after(60, other, new Event.Woken<>());
        other.calls(run, "cinder GET /snapshots/detail again");
        after(7, other, done("all there"));

        assertThat(backend.getFinishedSpanItems())
                .hasSize(6)
                .allMatch(span -> span.getTraceId().equals(ID.toString().replace("-", "")));
        var way = span("test");
        assertThat(way.getParentSpanContext().isValid()).isFalse();
        assertThat(length(way)).isEqualTo(Duration.ofSeconds(70));
        assertThat(attribute(way, "status")).isEqualTo("available");
        assertThat(attribute(way, "strategy")).isEqualTo("by-hand");
        assertThat(attribute(way, "snapshot_id")).isEqualTo(ID.toString());
        assertThat(attribute(way, "server_id")).isEqualTo("a-server");
        assertThat(attribute(way, "request_id")).isEqualTo("req-" + ID);
        var make = span("make");
        var wait = span("wait");
        assertThat(List.of(make, wait))
                .allMatch(span -> span.getParentSpanId().equals(way.getSpanId()));
        assertThat(length(make)).isEqualTo(Duration.ofSeconds(3));
        assertThat(length(wait)).isEqualTo(Duration.ofSeconds(67));
        assertThat(attribute(wait, "note")).isEqualTo("all there");
        assertThat(span("cinder POST /snapshots").getParentSpanId()).isEqualTo(make.getSpanId());
        assertThat(span("cinder GET /snapshots/detail").getParentSpanId())
                .isEqualTo(wait.getSpanId());
        assertThat(span("cinder GET /snapshots/detail again").getParentSpanId())
                .isEqualTo(wait.getSpanId());
    }

    @Test
    void recordsAllOfRunsAndLeavesTheRestToTheSettings() {
        one.calls("keystone POST /auth/tokens");
        one.calls(run, "nova GET /servers/{id}");

        assertThat(backend.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactly("nova GET /servers/{id}");
    }

    @Test
    void tellsAFailureAndWhatWasUndoneForIt() {
        starts();
        after(3, one, done("made"));
        after(4, one, refused());
        one.calls(run, "cinder GET /snapshots/detail");
        after(1, one, done("nothing of it"));
        after(2, one, done("unmade"));

        assertThat(span("cinder GET /snapshots/detail").getParentSpanId())
                .isEqualTo(span("undo wait").getSpanId());
        assertThat(length(span("undo wait"))).isEqualTo(Duration.ofSeconds(1));
        assertThat(span("wait").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(length(span("wait"))).isEqualTo(Duration.ofSeconds(4));
        assertThat(length(span("undo make"))).isEqualTo(Duration.ofSeconds(2));
        var way = span("test");
        assertThat(way.getStatus().getDescription()).isEqualTo("There is no room.");
        assertThat(attribute(way, "problem")).isEqualTo("over-quota");
        assertThat(attribute(way, "status")).isEqualTo("failed");
        assertThat(one.count("stillframe.runs.ended", "status", "failed", "strategy", "by-hand"))
                .isEqualTo(1);
        assertThat(one.count("stillframe.runs.failures", "problem", "over-quota")).isEqualTo(1);
        assertThat(one.count("stillframe.runs.undone", "reason", "failure")).isEqualTo(1);
        assertThat(one.timed("stillframe.step.duration", "step", "wait", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(one.timed("stillframe.step.duration", "step", "make", "outcome", "undone"))
                .isEqualTo(1);
    }

    @Test
    void countsWhatHasHappenedWhereItWasDecided() {
        starts();
        after(3, one, busy());
        after(3, one, busy());
        after(3, other, done("made"));
        after(1, other, done("all there"));

        assertThat(one.count("stillframe.runs.started")).isEqualTo(1);
        assertThat(one.count("stillframe.step.retries", "step", "make", "direction", "forward"))
                .isEqualTo(2);
        assertThat(one.count("stillframe.runs.ended", "status", "available", "strategy", "by-hand"))
                .isZero();
        assertThat(other.count("stillframe.runs.started")).isZero();
        assertThat(
                        other.count(
                                "stillframe.runs.ended",
                                "status",
                                "available",
                                "strategy",
                                "by-hand"))
                .isEqualTo(1);
        var duration = other.metrics.get("stillframe.run.duration").tags("status", "available");
        assertThat(duration.timer().totalTime(SECONDS)).isEqualTo(10);
        assertThat(other.metrics.get("stillframe.run.volumes").summary().totalAmount())
                .isEqualTo("by-hand".length());
        assertThat(other.timed("stillframe.step.duration", "step", "make", "outcome", "done"))
                .isEqualTo(1);
    }

    @Test
    void countsADeletionAndAnotherTryAsWaysOfTheirOwn() {
        starts();
        after(3, one, done("made"));
        after(1, one, done("all there"));
        backend.reset();
        after(1000, one, new Event.UndoRequested<>(new Reason.Deleted("demo")));
        one.calls(run, "cinder DELETE /snapshots/{id}");
        after(1, one, busy());
        after(5, one, done("gone"));
        after(2, one, done("gone"));

        var deletion = span("delete test");
        assertThat(length(deletion)).isEqualTo(Duration.ofSeconds(8));
        assertThat(span("undo wait").getParentSpanId()).isEqualTo(deletion.getSpanId());
        assertThat(span("cinder DELETE /snapshots/{id}").getParentSpanId())
                .isEqualTo(span("undo wait").getSpanId());
        assertThat(one.count("stillframe.runs.started")).isEqualTo(1);
        assertThat(one.count("stillframe.runs.undone", "reason", "deleted")).isEqualTo(1);
        assertThat(one.count("stillframe.step.retries", "direction", "back")).isEqualTo(1);
        assertThat(one.timed("stillframe.run.duration", "status", "deleted")).isEqualTo(1);
    }

    @Test
    void tellsWhatSomebodyCalledOff() {
        starts();
        one.calls(run, "cinder POST /snapshots");
        after(5, one, new Event.UndoRequested<>(new Reason.Cancelled("demo")));
        after(2, one, done("nothing"));

        var left = span("make");
        assertThat(attribute(left, "outcome")).isEqualTo("left");
        assertThat(length(left)).isEqualTo(Duration.ofSeconds(5));
        assertThat(span("cinder POST /snapshots").getParentSpanId()).isEqualTo(left.getSpanId());
        assertThat(attribute(span("undo make"), "outcome")).isEqualTo("undone");
        assertThat(attribute(span("test"), "status")).isEqualTo("cancelled");
        assertThat(one.timed("stillframe.step.duration", "step", "make", "outcome", "left"))
                .isEqualTo(1);
    }

    /** Stuck, tried again, failed once more: it comes to the same steps several times. */
    @Test
    void tellsEachTryApart() {
        starts();
        after(1, one, done("made"));
        after(1, one, refused());
        after(1, one, done("nothing"));
        after(1, one, refused());
        assertThat(attribute(span("undo make"), "outcome")).isEqualTo("stuck");
        assertThat(attribute(span("test"), "status")).isEqualTo("stuck");
        one.calls(run, "a look at what is stuck");
        after(100, one, new Event.RetryRequested<>("demo"));
        for (int i = 0; i < 2; i++) {
            after(1, one, done("nothing"));
        }
        after(1, one, done("made"));
        after(1, one, refused());
        after(1, one, done("nothing"));
        after(1, one, done("unmade"));

        assertThat(one.count("stillframe.runs.started")).isEqualTo(2);
        assertThat(one.count("stillframe.runs.undone", "reason", "retried")).isEqualTo(1);
        var spans = backend.getFinishedSpanItems();
        assertThat(spans).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
        assertThat(spans)
                .extracting(SpanData::getName)
                .doesNotContain("a look at what is stuck")
                .filteredOn(name -> name.equals("undo make"))
                .hasSize(3);
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("test"))
                .extracting(way -> attribute(way, "status"))
                .containsExactly("stuck", "failed");
    }

    @Test
    void keepsWhatGoesWrongInTellingToItself() {
        one.metrics
                .config()
                .meterFilter(
                        new MeterFilter() {
                            @Override
                            public Meter.Id map(Meter.Id id) {
                                throw new IllegalStateException("no registry today");
                            }
                        });

        assertThatCode(this::starts).doesNotThrowAnyException();
    }

    @Test
    void countsFromZeroWhateverMayHappen() {
        assertThat(one.metrics.find("stillframe.runs.ended").counters()).hasSize(5 * 2);
        assertThat(one.metrics.find("stillframe.runs.undone").counters()).hasSize(4);
        assertThat(one.metrics.find("stillframe.run.duration").timers()).hasSize(5);
    }

    @Test
    void logsOneLineForADecisionWhateverIsInIt() {
        var log = (Logger) LoggerFactory.getLogger(RunLog.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        var level = log.getLevel();
        log.setLevel(Level.INFO);
        try {
            starts();
            after(1, one, done("made\nreally"));
            after(1, one, new Event.Woken<>());
            after(1, one, refused());
            after(1, one, done("nothing of it"));
            after(1, one, done("unmade"));
        } finally {
            log.setLevel(level);
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .allMatch(line -> ID.toString().equals(line.getMDCPropertyMap().get("snapshot_id")))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        ID + " make: made really",
                        ID + " wait: failed: There is no room.",
                        ID + " wait: nothing of it",
                        ID + " make: unmade; nothing is left behind");
    }

    @Test
    void namesTheRunWhileItIsWorkedOnAndNoLonger() {
        var asked = run.askedForBy("req-of-the-caller");
        var outer = new Trail("req-1", Map.of("request_id", "req-1"));

        outer.followed(() -> {
            var names = one.telemetry.during(asked, MDC::getCopyOfContextMap);
            assertThat(names)
                    .containsEntry("snapshot_id", ID.toString())
                    .containsEntry("server_id", "a-server")
                    .containsEntry("request_id", "req-of-the-caller");
            assertThat(MDC.get("request_id")).isEqualTo("req-1");
            assertThat(MDC.get("snapshot_id")).isNull();
            return null;
        });

        assertThat(MDC.get("request_id")).isNull();
        assertThat(Trail.current()).isNull();
    }
}
