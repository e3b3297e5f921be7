package io.stillframe.sandbox.world;

import java.util.Optional;

/** What lies outside the cloud, and Glance's store of http locations reads. It never writes. */
public interface Web {

    /** What comes of asking a URL how much there is. */
    sealed interface Look {

        /** Zero where the answer does not say. */
        record Size(long bytes) implements Look {}

        record Nothing() implements Look {}

        /** No such host, no answer, or one that the store cannot use. */
        record Trouble(String words) implements Look {}
    }

    /** The world waits meanwhile: this must not take long. */
    Look look(String url);

    /** Empty where there is no answer, or none with data. */
    Optional<byte[]> read(String url);
}
