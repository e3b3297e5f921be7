package io.stillframe.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a request may be held: {@code ?wait=20s}, {@code 20} or {@code PT20S}. */
final class Wait {

    static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})s?");

    private Wait() {}

    static Duration of(@Nullable String text) {
        return of(text, Duration.ZERO);
    }

    static Duration of(@Nullable String text, Duration usual) {
        if (text == null) {
            return usual;
        }
        var wait = read(text);
        if (wait == null || wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw Refusal.invalid(
                    "wait must be at most %d seconds, such as 20s; it is %s.",
                    LONGEST.toSeconds(), Refusal.quoted(text));
        }
        return wait;
    }

    private static @Nullable Duration read(String text) {
        var seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            return Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            return null;
        }
    }
}
