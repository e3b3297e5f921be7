package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CircuitTest extends GuardTest {

    private static final Reply AWAY = Reply.json(503, "{'message': 'no backend'}");

    private void cinderGoesAway() {
        server.on("POST", "/a", AWAY).on("GET", "/a", AWAY);
        for (int i = 0; i < 10; i++) {
            problem(change());
        }
        assertThat(circuit()).isEqualTo(Circuit.OPEN);
    }

    @Test
    void sendsNothingToAServiceThatIsAway() {
        cinderGoesAway();

        var problem = problem(change());
        problem(read());

        assertThat(changesSent()).isEqualTo(10);
        assertThat(readsSent()).isZero();
        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_UNAVAILABLE.word());
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(problem.detail())
                .isEqualTo(
                        "Could not make a: Cinder is not asked for 5 s, because it has not answered lately: 503. Then it is tried again by itself.");
        assertThat(Objects.requireNonNull(problem.upstream()).service()).isEqualTo("cinder");
    }

    /** The next one to be held back may be another project. */
    @Test
    void keepsToItselfWhatTheServiceSaidToOthers() {
        var others = Reply.json(503, "{'message': 'no backend for volume payroll of alice'}");
        server.on("POST", "/a", others);
        for (int i = 0; i < 10; i++) {
            assertThat(problem(change()).detail()).contains("payroll of alice");
        }

        var held = problem(read());

        assertThat(held.toString()).doesNotContain("payroll", "alice").contains("lately: 503.");
    }

    @Test
    void triesAReadNoFurtherWhenTheCircuitOpens() {
        server.on("GET", "/a", AWAY);

        for (int i = 0; i < 3; i++) {
            assertThat(trouble(read())).isNotInstanceOf(HeldBack.class);
        }
        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
        assertThat(trouble(read())).isInstanceOf(HeldBack.class);

        assertThat(readsSent()).isEqualTo(10);
    }

    @Test
    void letsAFewCallsFindOutWhetherTheServiceIsBack() {
        cinderGoesAway();
        now.set(ScriptedCloud.NOW.plusSeconds(6));
        server.on("GET", "/a", FINE);

        answer(read());
        assertThat(circuit()).isEqualTo(Circuit.HALF_OPEN);
        answer(read());
        answer(read());

        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void takesARefusalForASignOfLife() {
        cinderGoesAway();
        now.set(ScriptedCloud.NOW.plusSeconds(6));
        server.on("POST", "/a", Reply.json(404, ""));

        problem(change());
        problem(change());
        problem(change());

        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void waitsOnWhenTheServiceIsNotBack() {
        cinderGoesAway();
        now.set(ScriptedCloud.NOW.plusSeconds(6));

        for (int i = 0; i < 5; i++) {
            problem(change());
        }

        assertThat(changesSent()).isEqualTo(13);
        assertThat(circuit()).isEqualTo(Circuit.OPEN);
    }

    @Test
    void leavesTheOtherServicesAlone() {
        cinderGoesAway();
        server.on("GET", "/b", FINE);

        answer(Call.get(Service.IMAGE, server.url() + "/b", "read b"));

        assertThat(sender.circuit(Service.IMAGE)).isEqualTo(Circuit.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 429, 500, 501})
    void asksOnAfterAnAnswerThatIsOfOneCallOnly(int status) {
        server.on("POST", "/a", Reply.json(status, ""));

        for (int i = 0; i < 12; i++) {
            problem(change());
        }

        assertThat(changesSent()).isEqualTo(12);
    }

    @Test
    void asksOnWhenTheServiceSaysHowLongToWait() {
        server.on("POST", "/a", Reply.json(503, "").with("Retry-After", "1"));

        for (int i = 0; i < 12; i++) {
            problem(change());
        }

        assertThat(changesSent()).isEqualTo(12);
    }

    @Test
    void asksOnWhenEverySecondCallWorks() {
        server.on("POST", "/a", _ -> changesSent() % 2 == 0 ? FINE : AWAY);

        for (int i = 0; i < 12; i++) {
            var _ = catchThrowableOfType(Trouble.class, () -> answer(change()));
        }

        assertThat(changesSent()).isEqualTo(12);
    }

    /** 0 hangs up. */
    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504, 0})
    void stopsAskingAfterAnAnswerThatIsOfNobody(int status) {
        server.on("POST", "/a", status == 0 ? HANG_UP : Reply.json(status, ""));

        for (int i = 0; i < 12; i++) {
            problem(change());
        }

        assertThat(changesSent()).isEqualTo(10);
    }

    @Test
    void stopsAskingWhereNobodyListens() {
        var nobody = Call.post(Service.VOLUME, "http://127.0.0.1:9/a", Map.of(), "make a");
        for (int i = 0; i < 10; i++) {
            assertThat(trouble(nobody)).isNotInstanceOf(HeldBack.class);
        }

        assertThat(trouble(nobody)).isInstanceOf(HeldBack.class);
    }

    @Test
    void stopsAskingWhoNeverAnswers() throws Exception {
        var end = new CountDownLatch(1);
        server.on("POST", "/a", _ -> after(end));
        only(Duration.ofMillis(400), 32, 1000);

        try {
            assertThat(troubles(10, change()))
                    .allMatch(e -> e.problem().type().equals(ProblemType.CLOUD_TIMEOUT.word()));
            var held = trouble(change());
            assertThat(held).isInstanceOf(HeldBack.class);
            assertThat(held.problem().detail()).contains("lately: it took too long.");
        } finally {
            end.countDown();
        }
    }

    /** A call that waits for a place has passed the circuit before the service went away. */
    @Test
    void holdsBackWhoWasLetInBeforeTheCircuitOpened() throws Exception {
        only(Duration.ofSeconds(30), 1, 1000);
        var callers = new ArrayList<Thread>();
        var allWait = new CountDownLatch(1);
        server.on(
                "POST",
                "/a",
                _ -> {
                    after(allWait);
                    return HANG_UP;
                });

        for (int i = 0; i < 30; i++) {
            callers.add(Thread.ofVirtual().start(() -> trouble(change())));
        }
        await().until(() ->
                callers.stream().map(Thread::getState).allMatch(CircuitTest::isWaiting));
        allWait.countDown();
        for (var caller : callers) {
            caller.join();
        }

        // Ten open it; who gets the place of the tenth may be a moment quicker than the circuit.
        assertThat(changesSent()).isBetween(10, 14);
    }

    private static boolean isWaiting(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    @Test
    void countsByService() {
        sender.metrics().bindTo(meters);
        cinderGoesAway();

        var state = "resilience4j.circuitbreaker.state";
        assertThat(meters.get(state).tags("name", "cinder", "state", "open").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get(state).tags("name", "nova", "state", "open").gauge().value())
                .isZero();
        for (var name :
                List.of(
                        state,
                        "resilience4j.bulkhead.available.concurrent.calls",
                        "resilience4j.ratelimiter.available.permissions",
                        "resilience4j.retry.calls",
                        "resilience4j.timelimiter.calls")) {
            assertThat(meters.get(name).meters())
                    .extracting(meter -> meter.getId().getTag("name"))
                    .contains("keystone", "nova", "cinder", "glance");
        }
    }
}
