package io.stillframe.sandbox.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepReadingTest {

    private static final String REQUEST = "GET /image/ HTTP/1.1\r\nHost: x\r\n\r\n";

    /** The second is answered at once, while the first is still being finished. */
    @Test
    void readsOnAfterARequestThatCameTooEarlyAndWasAnsweredAtOnce() throws Exception {
        try (var cloud = SandboxCloud.start(SandboxSettings.quick());
                var socket = new Socket("127.0.0.1", cloud.port())) {
            var slow = new Effect.Slow(Duration.ofMillis(50));
            cloud.faults().add(Fault.at("glance", "versions", slow).times(1));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((REQUEST + REQUEST).getBytes(US_ASCII));
            awaitAnswers(2, socket);

            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));

            awaitAnswers(1, socket);
        }
    }

    private static void awaitAnswers(int count, Socket socket) throws Exception {
        var read = new StringBuilder();
        while (read.toString().split("HTTP/1.1 300", -1).length <= count
                || !read.toString().endsWith("}")) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
    }
}
