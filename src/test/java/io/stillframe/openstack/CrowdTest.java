package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.identity.Secret;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

@Timeout(60)
class CrowdTest extends GuardTest {

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

    /**
     * Calls that follow from an answer are made by the event loop that has to read the next one.
     */
    @Test
    void waitsForAPlaceWithoutHoldingUpAnswers() {
        only(Duration.ofSeconds(4), 1, 1000);
        server.on("GET", "/a", FINE);

        var all =
                sender.send(read(), TOKEN)
                        .flatMapMany(_ -> Flux.range(0, 4))
                        .flatMap(_ -> sender.send(read(), TOKEN))
                        .collectList();

        assertThat(Await.result(all)).hasSize(4);
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
    void givesThePlaceBackOfWhoIsInterrupted() throws Exception {
        var arrived = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        only(Duration.ofSeconds(10), 1, 1000);
        server.on(
                        "POST",
                        "/a",
                        _ -> {
                            arrived.countDown();
                            return after(end);
                        })
                .on("GET", "/a", FINE);
        var told = new FutureTask<>(() -> problem(change()));
        var first = Thread.ofVirtual().start(told);
        arrived.await();
        var waiting = Thread.ofVirtual().start(() -> trouble(read()));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        waiting.interrupt();
        waiting.join();
        first.interrupt();
        assertThat(told.get().mayHaveHappened()).isTrue();
        assertThat(told.get().mayPass()).isTrue();
        answer(read());
        end.countDown();

        assertThat(readsSent()).isEqualTo(1);
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

    /** The time between two bytes has a limit, too, which such an answer would never reach. */
    @Test
    void endsACallWhoseAnswerNeverEnds() throws Exception {
        only(Duration.ofMillis(600), 32, 1000);
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var _ = Thread.ofVirtual().start(() -> drip(socket));
            var url = "http://127.0.0.1:" + socket.getLocalPort() + "/a";

            var problem = problem(Call.post(Service.VOLUME, url, Map.of(), "make a"));

            assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_TIMEOUT.word());
            assertThat(problem.mayHaveHappened()).isTrue();
        }
    }

    private static void drip(ServerSocket socket) {
        try (var connection = socket.accept()) {
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(' ');
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException _) {
            // The client has had enough.
        }
    }

    /** Anybody can send tokens that Keystone has to be asked about. */
    @Test
    void asksAboutCallersTokensApartFromItsOwnLogins() throws Exception {
        only(Duration.ofSeconds(10), 1, 1000);
        var arrived = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        server.on(
                        "GET",
                        "/who",
                        _ -> {
                            arrived.countDown();
                            return after(end);
                        })
                .on("POST", "/login", FINE);
        var about =
                Call.get(Service.IDENTITY, server.url() + "/who", "ask about a token")
                        .asking(new Secret("theirs"));
        var asking = Thread.startVirtualThread(() -> answer(about));
        try {
            arrived.await();

            var login = Call.postNothing(Service.IDENTITY, server.url() + "/login", "log in");
            assertThat(answer(login).status()).isEqualTo(200);
        } finally {
            end.countDown();
            asking.join();
        }
    }
}
