package io.stillframe.sandbox.world;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;

/** Time as version 1 of the image API reads it: ISO 8601 in all its spellings. */
public final class LooseTime {

    private static final DateTimeFormatter ANY =
            new DateTimeFormatterBuilder()
                    .appendPattern("[uuuu-MM-dd][uuuuMMdd]['T'[HH:mm[:ss]][HHmm[ss]]]")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                    .optionalEnd()
                    .appendPattern("[XXX][XX][X]")
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                    .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                    .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
                    .toFormatter();

    private LooseTime() {}

    /** Without a zone it is UTC; a blank may stand for the T. Empty when this is no time. */
    public static Optional<Instant> parse(String text) {
        try {
            var written = text.contains("T") ? text : text.replaceFirst(" ", "T");
            return Optional.of(
                    OffsetDateTime.parse(written, ANY)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
