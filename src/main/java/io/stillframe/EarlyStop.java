package io.stillframe;

import org.springframework.context.SmartLifecycle;

/**
 * Ends something before any bean is destroyed. That would be too late for what makes calls or keeps
 * connections: Reactor Netty's threads are gone by then.
 */
final class EarlyStop implements SmartLifecycle {

    private final int phase;
    private final Runnable end;
    private volatile boolean running;

    /**
     * @param phase higher ones end earlier, equal ones at the same time; Reactor Netty's is 0
     */
    EarlyStop(int phase, Runnable end) {
        this.phase = phase;
        this.end = end;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        end.run();
        running = false;
    }

    @Override
    public void stop(Runnable ended) {
        Thread.ofPlatform()
                .name("early-stop")
                .start(() -> {
                    try {
                        stop();
                    } finally {
                        ended.run();
                    }
                });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    /** What has ended does not begin again. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
