package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids are UUIDs with dashes; {@link UUID#fromString} alone takes much else for one. */
final class Ids {

    private static final Pattern UUID_WITH_DASHES =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Ids() {}

    static Optional<UUID> read(String text) {
        return UUID_WITH_DASHES.matcher(text).matches()
                ? Optional.of(UUID.fromString(text.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** The id in a path; what cannot be one is of nothing. */
    static UUID inPath(String kind, String text) {
        return read(text).orElseThrow(() -> nothing(kind, text));
    }

    /** The id that a field or parameter must hold. */
    static String in(String field, String text) {
        return read(text)
                .map(UUID::toString)
                .orElseThrow(() ->
                        Refusal.invalid(
                                "%s must be a UUID with dashes, such as 9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90; it is %s.",
                                field, Refusal.quoted(text)));
    }

    static Trouble nothing(String kind, Object id) {
        return Refusal.of(
                ProblemType.NOT_FOUND,
                "There is no %s %s in this project.",
                kind,
                Refusal.quoted(id.toString()));
    }
}
