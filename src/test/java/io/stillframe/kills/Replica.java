package io.stillframe.kills;

import static org.awaitility.Awaitility.await;

import io.stillframe.StillframeProcess;
import io.stillframe.Web;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One replica, started again whenever it has gone, as systemd and Kubernetes do. */
final class Replica implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Supplier<StillframeProcess> start;
    private final List<StillframeProcess> all = new ArrayList<>();
    private StillframeProcess process;
    private @Nullable Web web;
    private int endedByItself;

    Replica(Supplier<StillframeProcess> start) {
        this.start = start;
        this.process = start.get();
        all.add(process);
    }

    /** Empty until it is ready. */
    synchronized Optional<Web> web() {
        if (!process.runs()) {
            endedByItself += web == null ? 0 : 1;
            startAgain();
        }
        if (web == null) {
            web = process.webIfReady().orElse(null);
        }
        return Optional.ofNullable(web);
    }

    void awaitReady() {
        await().atMost(PATIENCE).until(() -> web().isPresent());
    }

    /** As a power cut would. */
    synchronized void kill() {
        process.kill();
        startAgain();
    }

    /** Nothing of it runs any more, and it does not know. */
    synchronized void pause() {
        process.pause();
    }

    synchronized void resume() {
        process.resume();
    }

    private void startAgain() {
        web = null;
        process = start.get();
        all.add(process);
    }

    /** How often it was ready and then ended though nobody had killed it. */
    synchronized int endedByItself() {
        return endedByItself;
    }

    /** All that it has ever said. */
    synchronized Stream<String> lines() {
        return all.stream().flatMap(each -> each.output().lines());
    }

    synchronized String threads() {
        return process.threads();
    }

    @Override
    public synchronized void close() {
        process.kill();
    }
}
