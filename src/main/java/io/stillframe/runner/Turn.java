package io.stillframe.runner;

/** A worker's turn at a run: whether it still has the run, and whether it is to put it down. */
interface Turn {

    /** One that nobody else can take, and that nothing ends. */
    Turn UNDISTURBED =
            new Turn() {
                @Override
                public boolean held() {
                    return true;
                }

                @Override
                public boolean ending() {
                    return false;
                }
            };

    /**
     * False when others may take this worker for dead, or may soon: then it changes nothing any
     * more. Asked by any thread.
     */
    boolean held();

    /** The process is about to stop: what is in hand is ended, and nothing else is begun. */
    boolean ending();
}
