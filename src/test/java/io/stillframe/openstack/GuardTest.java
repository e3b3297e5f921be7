package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stillframe.identity.Secret;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.web.reactive.function.client.WebClient;

/** Calls of one kind to one service, by a sender whose limits the test sets. */
abstract class GuardTest {

    static final Secret TOKEN = new Secret("token-of-mine");
    static final Reply FINE = Reply.json(200, "{}");

    final AtomicReference<Instant> now = new AtomicReference<>(ScriptedCloud.NOW);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ScriptedServer server;
    Sender sender;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        sender = limited(Duration.ofSeconds(10), 32, 32, 1000);
    }

    @AfterEach
    void stop() {
        sender.close();
        server.close();
    }

    private Sender limited(Duration deadline, int atOnce, int perProject, int perSecond) {
        return new Sender(
                new Transport(null, true),
                new Limits(
                        Duration.ofSeconds(2),
                        deadline,
                        atOnce,
                        perProject,
                        perSecond,
                        Duration.ofMillis(1)),
                WebClient.builder(),
                now::get);
    }

    void only(Duration deadline, int atOnce, int perSecond) {
        only(deadline, atOnce, atOnce, perSecond);
    }

    void only(Duration deadline, int atOnce, int perProject, int perSecond) {
        sender.close();
        sender = limited(deadline, atOnce, perProject, perSecond);
        sender.metrics().bindTo(meters);
    }

    Call read() {
        return Call.get(Service.VOLUME, server.url() + "/a", "read a");
    }

    Call change() {
        return Call.post(Service.VOLUME, server.url() + "/a", Map.of(), "make a");
    }

    Answer answer(Call call) {
        return Await.result(sender.send(call, TOKEN));
    }

    Trouble trouble(Call call) {
        return catchThrowableOfType(Trouble.class, () -> answer(call));
    }

    Problem problem(Call call) {
        return trouble(call).problem();
    }

    int changesSent() {
        return server.asked("POST", "/a").size();
    }

    int readsSent() {
        return server.asked("GET", "/a").size();
    }

    Circuit circuit() {
        return sender.circuit(Service.VOLUME);
    }

    /** What each of so many calls, all made at the same time, came to: empty for an answer. */
    List<Trouble> troubles(int calls, Call call) throws InterruptedException {
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

    static Reply after(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FINE;
    }
}
