package io.stillframe.runner;

import java.util.function.Supplier;

/**
 * For what is written to the database. At the end of a long stop workers are interrupted: that is
 * meant for their calls to the cloud, but on a virtual thread it breaks a connection to the
 * database just as well, and then what is known would not be stored.
 */
final class DespiteInterrupts {

    private DespiteInterrupts() {}

    /**
     * @param work done once more if it failed while it was interrupted: it must not matter whether
     *     the first time had an effect
     */
    static <T> T get(Supplier<T> work) {
        forget();
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (forget()) {
                return work.get();
            }
            throw e;
        }
    }

    static void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Whether there was one. Who is told has ended the call that it was meant for, and goes on to
     * store that.
     */
    static boolean forget() {
        return Thread.interrupted();
    }
}
