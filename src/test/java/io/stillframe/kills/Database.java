package io.stillframe.kills;

import java.util.List;

/** Where the replicas of a round keep their runs. */
interface Database extends AutoCloseable {

    /** H2, in a file beside the one process that uses it: killed with it. */
    Database IN_THE_PROCESS =
            new Database() {

                @Override
                public List<String> settings() {
                    return List.of();
                }

                @Override
                public void kill() {
                    throw new UnsupportedOperationException("It has no process of its own.");
                }

                @Override
                public void startAgain() {
                    throw new UnsupportedOperationException("It has no process of its own.");
                }

                @Override
                public void close() {}
            };

    /** What a replica has to be told. */
    List<String> settings();

    void kill();

    void startAgain();

    @Override
    void close();
}
