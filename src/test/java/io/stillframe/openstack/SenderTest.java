package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stillframe.identity.Secret;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;

@Timeout(30)
class SenderTest {

    private static final Secret TOKEN = new Secret("token-of-mine");

    private ScriptedServer server;
    private Sender sender;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        sender = sender(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        sender.close();
        server.close();
    }

    private static Sender sender(Duration deadline) {
        return new Sender(
                new Transport(null, true),
                new Limits(Duration.ofSeconds(2), deadline, 32, 100, Duration.ofMillis(1)),
                WebClient.builder(),
                () -> ScriptedCloud.NOW);
    }

    private Call read() {
        return Call.get(Service.VOLUME, server.url() + "/a", "read a");
    }

    private Call change() {
        return Call.post(Service.VOLUME, server.url() + "/a", Map.of("b", "ü"), "make a");
    }

    private Answer answer(Call call) {
        return Await.result(sender.send(call, TOKEN));
    }

    private Problem problem(Call call) {
        return problem(() -> answer(call));
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(Trouble.class, call).problem();
    }

    @Test
    void sendsABodyWithItsLengthAndNeverChunked() {
        server.on("POST", "/a", Reply.json(202, "{}"));

        answer(change());

        var asked = server.asked("POST", "/a").getFirst();
        assertThat(asked.header("Content-Length")).isEqualTo("10");
        assertThat(asked.header("Transfer-Encoding")).isEmpty();
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.header("Accept")).isEqualTo("application/json");
        assertThat(asked.header("X-Auth-Token")).isEqualTo(TOKEN.value());
        assertThat(asked.body()).isEqualTo("{\"b\":\"ü\"}");
    }

    @Test
    void sendsAnEmptyUploadWithLengthZero() {
        server.on("PUT", "/a", Reply.json(204, ""));

        answer(Call.put(Service.IMAGE, server.url() + "/a", Content.EMPTY_UPLOAD, "upload"));

        var asked = server.asked("PUT", "/a").getFirst();
        assertThat(asked.header("Content-Length")).isEqualTo("0");
        assertThat(asked.header("Transfer-Encoding")).isEmpty();
        assertThat(asked.header("Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void readsTheMicroversionThatTheServiceReallyWorkedWith() {
        server.on(
                "GET",
                "/a",
                Reply.json(200, "{}").with("OpenStack-API-Version", "compute 2.1, volume 3.9"));

        var answer = answer(read().at(Microversion.of("3.70")));

        assertThat(server.asked("GET", "/a").getFirst().header("OpenStack-API-Version"))
                .isEqualTo("volume 3.70");
        assertThat(answer.microversion()).contains(Microversion.of("3.9"));
    }

    @Test
    void findsNoMicroversionWhereTheAnswerSaysNone() {
        server.on("GET", "/a", Reply.json(200, "{}"));

        assertThat(answer(read().at(Microversion.of("3.70"))).microversion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, cloud-refused,           false, false",
        "401, cloud-not-authenticated, false, false",
        "403, cloud-forbidden,         false, false",
        "404, cloud-refused,           false, false",
        "406, cloud-refused,           false, false",
        "409, cloud-refused,           false, true",
        "413, over-quota,              false, false",
        "429, cloud-busy,              false, true",
        "500, cloud-unexpected,        true,  true",
        "501, cloud-unexpected,        false, false",
        "502, cloud-unavailable,       true,  true",
        "503, cloud-unavailable,       false, true",
        "504, cloud-timeout,           true,  true",
        "302, cloud-unexpected,        false, false"
    })
    void answersTheTwoQuestionsForEveryStatus(
            int status, String type, boolean mayHaveHappened, boolean mayPass) {
        server.on(
                "POST",
                "/a",
                Reply.json(status, "{'overLimit': {'message': 'no: <b>really</b>'}}"));

        var problem = problem(change());

        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.mayHaveHappened()).isEqualTo(mayHaveHappened);
        assertThat(problem.mayPass()).isEqualTo(mayPass);
        var upstream = Objects.requireNonNull(problem.upstream());
        assertThat(upstream)
                .isEqualTo(
                        new Problem.Upstream(
                                "cinder",
                                "POST",
                                server.url() + "/a",
                                status,
                                "req-1",
                                "no: really"));
        assertThat(problem.detail())
                .isEqualTo("Could not make a: Cinder answered " + status + ", \"no: really\".");
        assertThat(server.asked("POST", "/a")).hasSize(1);
    }

    @Test
    void neverThinksThatAReadHasChangedAnything() {
        server.on("GET", "/a", Reply.json(500, ""));

        assertThat(problem(read()).mayHaveHappened()).isFalse();
    }

    @Test
    void readsRetryAfterAsSecondsOrAsADate() {
        var date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ScriptedCloud.NOW.plusSeconds(90).atOffset(ZoneOffset.UTC));
        server.inTurn(
                "POST",
                "/a",
                Reply.json(503, "").with("Retry-After", "30"),
                Reply.json(429, "").with("Retry-After", date),
                Reply.json(503, "").with("Retry-After", "soon"),
                Reply.json(413, "").with("Retry-After", "0"));

        assertThat(problem(change()).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(problem(change()).retryAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(problem(change()).retryAfter()).isNull();
        assertThat(problem(change()).retryAfter()).isNull();
    }

    @Test
    void triesReadsAgain() {
        server.inTurn("GET", "/a", Reply.json(502, ""), HANG_UP, Reply.json(200, "{}"));

        assertThat(answer(read()).is(200)).isTrue();
        assertThat(server.asked("GET", "/a")).hasSize(3);
    }

    @Test
    void givesAReadUpAfterThreeTries() {
        server.on("GET", "/a", Reply.json(503, ""));

        problem(read());

        assertThat(server.asked("GET", "/a")).hasSize(3);
    }

    @Test
    void doesNotTryAReadAgainThatWasRefusedOrHasToWaitLong() {
        server.inTurn(
                "GET",
                "/a",
                Reply.json(404, ""),
                Reply.json(409, ""),
                Reply.json(503, "").with("Retry-After", "60"));

        problem(read());
        problem(read());
        assertThat(problem(read()).retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(server.asked("GET", "/a")).hasSize(3);
    }

    @Test
    void sendsAChangeOnceAndSaysThatItMayHaveHappenedWhenTheConnectionBreaks() {
        server.on("POST", "/a", HANG_UP);

        var problem = problem(change());

        assertThat(problem.mayHaveHappened()).isTrue();
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_UNAVAILABLE.word());
        assertThat(server.asked("POST", "/a")).hasSize(1);
    }

    @Test
    void sendsAChangeOnceOverAConnectionThatWasUsedBefore() {
        server.on("GET", "/a", Reply.json(200, "{}")).on("POST", "/a", HANG_UP);
        answer(read());

        assertThat(problem(change()).mayHaveHappened()).isTrue();
        assertThat(server.asked("POST", "/a")).hasSize(1);
    }

    /** As from a web server that closes an idle connection while the request is on its way. */
    @Test
    void sendsAChangeOnceOverAConnectionThatIsReset() throws Exception {
        var got = new CopyOnWriteArrayList<String>();
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var _ = Thread.ofVirtual().start(() -> answerOnceThenReset(socket, got));
            var url = "http://127.0.0.1:" + socket.getLocalPort() + "/a";
            answer(Call.get(Service.VOLUME, url, "read a"));

            var problem = problem(Call.delete(Service.VOLUME, url, "delete a"));

            assertThat(problem.mayHaveHappened()).isTrue();
            assertThat(got).containsExactly("GET /a HTTP/1.1", "DELETE /a HTTP/1.1");
        }
    }

    /** One thread a connection: the client may not have taken the first one back in time. */
    private static void answerOnceThenReset(ServerSocket socket, List<String> got) {
        var first = new AtomicBoolean(true);
        try {
            while (!socket.isClosed()) {
                var connection = socket.accept();
                var _ = Thread.ofVirtual().start(() -> serve(connection, got, first));
            }
        } catch (IOException _) {
            // The test is over: it has closed the socket.
        }
    }

    private static void serve(Socket connection, List<String> got, AtomicBoolean first) {
        try (connection;
                var lines =
                        new BufferedReader(
                                new InputStreamReader(connection.getInputStream(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith("HTTP/1.1")) {
                    got.add(line);
                } else if (line.isEmpty() && first.getAndSet(false)) {
                    var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                    connection.getOutputStream().write(answer.getBytes(UTF_8));
                } else if (line.isEmpty()) {
                    connection.setSoLinger(true, 0);
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void knowsThatARefusedConnectionHasSentNothing() {
        var nobody = Call.post(Service.COMPUTE, "http://127.0.0.1:9/a", Map.of(), "make a");

        var problem = problem(nobody);

        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.detail())
                .isEqualTo(
                        "Could not make a: no answer from Nova, Connection refused: /127.0.0.1:9.");
    }

    @Test
    void givesACallOneDeadline() {
        var end = new CountDownLatch(1);
        server.on("POST", "/a", _ -> lateAfter(end));
        try (var impatient = sender(Duration.ofMillis(300))) {
            var problem = problem(() -> Await.result(impatient.send(change(), TOKEN)));

            assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_TIMEOUT.word());
            assertThat(problem.mayHaveHappened()).isTrue();
        } finally {
            end.countDown();
        }
    }

    private static Reply lateAfter(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Reply.json(200, "{}");
    }

    @Test
    void doesNotReadAnAnswerWithoutEnd() {
        server.on("GET", "/a", Reply.json(200, "[" + " ".repeat(17 * 1024 * 1024) + "]"));

        var problem = problem(read());

        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_UNEXPECTED.word());
        assertThat(problem.mayPass()).isFalse();
    }

    @Test
    void takesAChangeWithAnUnreadableAnswerForOneThatMayHaveHappened() {
        server.on("POST", "/a", Reply.json(202, "<html>"));

        var problem = problem(() -> answer(change()).as(CinderJson.SnapshotBody.class));

        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_UNEXPECTED.word());
        assertThat(problem.mayHaveHappened()).isTrue();
    }

    @Test
    void neverShowsASecret() {
        var log = (Logger) LoggerFactory.getLogger("io.stillframe.openstack");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.TRACE);
        try {
            var said = "{'error': {'message': 'bad: open-sesame of " + TOKEN.value() + "'}}";
            server.on("POST", "/a", Reply.json(400, said));
            var password = new Secret("open-sesame");
            var call = change().hiding(List.of(password));

            var trouble = catchThrowableOfType(Trouble.class, () -> answer(call));

            var shown = call + " " + trouble + " " + trouble.problem() + " " + lines.list;
            assertThat(shown).contains("bad: *** of ***");
            assertThat(shown).doesNotContain("sesame").doesNotContain(TOKEN.value());
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }
    }
}
