package io.stillframe.sandbox.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Each service writes time in its own way. */
final class Times {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /** Cinder's, in the answer to a creation: from memory, so with microseconds. */
    static String exact(Instant time) {
        return MICROSECONDS.format(time);
    }

    /** Cinder's and Nova's otherwise: from the database, whose columns hold seconds. */
    static @Nullable String stored(@Nullable Instant time) {
        return time == null ? null : MICROSECONDS.format(time.truncatedTo(ChronoUnit.SECONDS));
    }

    static String seconds(Instant time) {
        return SECONDS.format(time);
    }

    static String keystone(Instant time) {
        return stored(time) + "Z";
    }

    /** As isoformat() does: the fraction only if there is one. */
    static String python(Instant time) {
        boolean isWhole = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
        return isWhole ? exact(time).substring(0, "yyyy-MM-ddTHH:mm:ss".length()) : exact(time);
    }
}
