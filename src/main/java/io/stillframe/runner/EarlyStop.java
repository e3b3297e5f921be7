package io.stillframe.runner;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the scheduler while all that its runs need is still there: HTTP clients are closed before
 * any bean is destroyed. The starter starts it.
 */
public final class EarlyStop implements SmartLifecycle {

    private final Scheduler scheduler;
    private final int phase;
    private volatile boolean running;

    /**
     * @param phase what is of the same phase stops at the same time
     */
    public EarlyStop(Scheduler scheduler, int phase) {
        this.scheduler = scheduler;
        this.phase = phase;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        scheduler.stop();
        running = false;
    }

    @Override
    public void stop(Runnable done) {
        Thread.ofPlatform()
                .name("scheduler-stop")
                .start(() -> {
                    try {
                        stop();
                    } finally {
                        done.run();
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

    /** A scheduler that has stopped does not start again. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
