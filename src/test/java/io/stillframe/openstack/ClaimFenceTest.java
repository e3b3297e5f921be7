package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.identity.Secret;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Whoever was taken for dead changes nothing any more, however far it had come. */
@Timeout(30)
class ClaimFenceTest {

    private static final Secret TOKEN = new Secret("token-of-mine");
    private static final Reply FINE = Reply.json(200, "{}");

    private ScriptedServer server;
    private Sender sender;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer().on("GET", "/a", FINE).on("POST", "/a", FINE);
        sender =
                new Sender(
                        new Transport(null, true),
                        new Limits(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                32,
                                100,
                                Duration.ofMillis(1)),
                        WebClient.builder(),
                        () -> ScriptedCloud.NOW);
    }

    @AfterEach
    void stop() {
        sender.close();
        server.close();
    }

    private Mono<Answer> read() {
        return sender.send(Call.get(Service.VOLUME, server.url() + "/a", "read a"), TOKEN);
    }

    private Mono<Answer> change() {
        return sender.send(makeAt(server.url()), TOKEN);
    }

    private static Call makeAt(String url) {
        return Call.post(Service.VOLUME, url + "/a", Map.of(), "make a");
    }

    private static <T> Problem problem(BooleanSupplier held, Mono<T> calls) {
        return catchThrowableOfType(
                        Trouble.class, () -> Claim.holding(held, () -> Await.result(calls)))
                .problem();
    }

    @Test
    void sendsNoChangeWhenTheClaimIsLost() {
        var problem = problem(() -> false, change());

        assertThat(server.asked("POST", "/a")).isEmpty();
        assertThat(problem.type()).isEqualTo(ProblemType.WRONG_STATUS.word());
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.detail())
                .isEqualTo(
                        "Did not make a: this worker was taken for dead, and another goes on with the run.");
    }

    @Test
    void readsWithoutAClaim() {
        assertThat(Claim.holding(() -> false, () -> Await.result(read())).is(200)).isTrue();
    }

    @Test
    void changesForWhoHoldsItsClaimAndForWhoNeedsNone() {
        Claim.holding(() -> true, () -> Await.result(change()));
        Await.result(change());

        assertThat(server.asked("POST", "/a")).hasSize(2);
    }

    @Test
    void sendsNoFurtherChangeWhenTheClaimIsLostBetweenTwo() {
        var held = new AtomicBoolean(true);
        server.on(
                "POST",
                "/a",
                _ -> {
                    held.set(false);
                    return FINE;
                });

        var problem =
                problem(
                        held::get,
                        SideBySide.all(List.of("a", "b", "c"), 1, _ -> read().then(change())));

        assertThat(problem.detail()).startsWith("Did not make a: this worker was taken for dead");
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(server.asked("POST", "/a")).hasSize(1);
        assertThat(server.asked("GET", "/a")).hasSize(2);
    }

    /** To connect may take seconds, and a process may be paused in them as in any others. */
    @Test
    void asksForTheClaimWhenTheConnectionStands() throws Exception {
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var connected = new CountDownLatch(1);
            var _ = Thread.ofVirtual().start(() -> accept(socket, connected));
            var url = "http://127.0.0.1:" + socket.getLocalPort();

            var problem = problem(() -> !isOver(connected), sender.send(makeAt(url), TOKEN));

            assertThat(problem.type()).isEqualTo(ProblemType.WRONG_STATUS.word());
        }
    }

    private static void accept(ServerSocket socket, CountDownLatch connected) {
        try (var connection = socket.accept()) {
            connected.countDown();
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        } catch (IOException _) {
            // The client has had enough.
        }
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doesNotTakeALostClaimForTroubleWithTheService() {
        for (int i = 0; i < 12; i++) {
            problem(() -> false, change());
        }

        assertThat(sender.circuit(Service.VOLUME)).isEqualTo(Circuit.CLOSED);
    }
}
