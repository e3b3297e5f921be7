package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.WebClient;

@Timeout(60)
class GuardTest {

    private static final Secret TOKEN = new Secret("token-of-mine");
    private static final Reply AWAY = Reply.json(503, "{'message': 'no backend'}");
    private static final Reply FINE = Reply.json(200, "{}");

    private final AtomicReference<Instant> now = new AtomicReference<>(ScriptedCloud.NOW);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ScriptedServer server;
    private Sender sender;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        sender = limited(Duration.ofSeconds(10), 32, 1000);
    }

    @AfterEach
    void stop() {
        sender.close();
        server.close();
    }

    private Sender limited(Duration deadline, int atOnce, int perSecond) {
        return new Sender(
                new Transport(null, true),
                new Limits(Duration.ofSeconds(2), deadline, atOnce, perSecond),
                WebClient.builder(),
                now::get,
                Duration.ofMillis(1));
    }

    private Sender only(Duration deadline, int atOnce, int perSecond) {
        sender.close();
        sender = limited(deadline, atOnce, perSecond);
        sender.metrics().bindTo(meters);
        return sender;
    }

    private Call read() {
        return Call.get(Service.VOLUME, server.url() + "/a", "read a");
    }

    private Call change() {
        return Call.post(Service.VOLUME, server.url() + "/a", Map.of(), "make a");
    }

    private Answer answer(Call call) {
        return Await.result(sender.send(call, TOKEN));
    }

    private Trouble trouble(Call call) {
        return catchThrowableOfType(Trouble.class, () -> answer(call));
    }

    private Problem problem(Call call) {
        return trouble(call).problem();
    }

    private int changesSent() {
        return server.asked("POST", "/a").size();
    }

    private int readsSent() {
        return server.asked("GET", "/a").size();
    }

    private Circuit circuit() {
        return sender.circuit(Service.VOLUME);
    }

    private void cinderGoesAway() {
        server.on("POST", "/a", AWAY).on("GET", "/a", AWAY);
        for (int i = 0; i < 10; i++) {
            problem(change());
        }
        assertThat(circuit()).isEqualTo(Circuit.OPEN);
    }

    /** What each of so many calls, all made at the same time, came to: empty for an answer. */
    private List<Trouble> troubles(int calls, Call call) throws InterruptedException {
        var troubles = new ConcurrentLinkedQueue<Trouble>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                threads.execute(() -> {
                    try {
                        answer(call);
                    } catch (Trouble e) {
                        troubles.add(e);
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
        }
        return List.copyOf(troubles);
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
                        "Could not make a: Cinder is not asked for 5 s, because it has not answered lately: 503, \"no backend\". Then it is tried again by itself.");
        assertThat(Objects.requireNonNull(problem.upstream()).service()).isEqualTo("cinder");
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
            assertThat(problem(change()).detail()).contains("it took too long");
        } finally {
            end.countDown();
        }
    }

    private static Reply after(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FINE;
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
        await().until(() -> callers.stream().map(Thread::getState).allMatch(GuardTest::isWaiting));
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
    void sendsNoMoreCallsAtOnceThanThereArePlaces() throws Exception {
        var threeMeet = new CyclicBarrier(3);
        var under = new AtomicInteger();
        var most = new AtomicInteger();
        var free = new ConcurrentLinkedQueue<Double>();
        only(Duration.ofSeconds(20), 3, 1000);
        server.on(
                "GET",
                "/a",
                _ -> {
                    most.accumulateAndGet(under.incrementAndGet(), Math::max);
                    meet(threeMeet);
                    free.add(gauge("resilience4j.bulkhead.available.concurrent.calls"));
                    meet(threeMeet);
                    under.decrementAndGet();
                    return FINE;
                });

        assertThat(troubles(12, read())).isEmpty();

        assertThat(readsSent()).isEqualTo(12);
        assertThat(most).hasValue(3);
        assertThat(free).containsOnly(0.0);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private double gauge(String name) {
        return meters.get(name).tag("name", "cinder").gauge().value();
    }

    @Test
    void sendsNothingForWhoWaitsTooLongForAPlace() throws Exception {
        var arrived = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        only(Duration.ofSeconds(3), 1, 1000);
        server.on(
                "POST",
                "/a",
                _ -> {
                    arrived.countDown();
                    return after(end);
                });
        var first = Thread.ofVirtual().start(() -> trouble(change()));
        arrived.await();

        var troubles = troubles(12, read());
        end.countDown();
        first.join();

        assertThat(troubles)
                .hasSize(12)
                .allMatch(HeldBack.class::isInstance)
                .extracting(Trouble::problem)
                .allMatch(problem -> !problem.mayHaveHappened() && problem.mayPass())
                .extracting(Problem::detail)
                .containsOnly(
                        "Could not read a: no answer from Cinder, all our connections to it are busy.");
        assertThat(readsSent()).isZero();
        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void sendsNoMoreCallsInASecondThanAllowed() throws Exception {
        var started = System.nanoTime();
        only(Duration.ofMillis(400), 32, 1);
        server.on("POST", "/a", FINE);

        var troubles = troubles(20, change());

        var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + 1;
        assertThat((long) changesSent()).isBetween(1L, seconds + 1);
        assertThat(troubles)
                .hasSize(20 - changesSent())
                .allMatch(HeldBack.class::isInstance)
                .extracting(Trouble::problem)
                .allMatch(problem -> !problem.mayHaveHappened() && problem.mayPass())
                .extracting(Problem::detail)
                .containsOnly(
                        "Could not make a: no answer from Cinder, more of our calls to it are waiting than it is to get.");
        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void letsCallsWaitForTheirTurn() throws Exception {
        only(Duration.ofSeconds(20), 32, 10);
        server.on("POST", "/a", FINE);

        assertThat(troubles(15, change())).isEmpty();

        assertThat(changesSent()).isEqualTo(15);
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
