package io.stillframe.simulation;

/** The process was killed: nothing of it goes on, no matter what it would have caught. */
final class Died extends Error {

    private static final long serialVersionUID = 1;

    Died() {
        super("killed");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // it happens a million times
    }
}
