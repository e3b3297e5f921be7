package io.stillframe.openstack;

import java.time.Instant;

/** The times that services can read; no image was changed at any other. */
final class Dates {

    private static final Instant FIRST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private Dates() {}

    static boolean canBeSaid(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(LAST);
    }
}
