package io.stillframe.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body that could not be read, without a word about Java. */
final class UnreadableBody {

    private static final String FOR_PROGRAMS =
            "(: enable `| \\((start marker|for \\w+ starting at)| \\(not recognized as one since).*";

    private UnreadableBody() {}

    static String sentence(ServerWebInputException input) {
        for (Throwable cause = input; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException reason) {
                return sentence(reason);
            }
        }
        return "The body is missing or cannot be read; send one JSON object.";
    }

    private static String sentence(JacksonException reason) {
        return switch (reason) {
            case UnrecognizedPropertyException unknown ->
                    "There is no field %s; known are %s."
                            .formatted(
                                    Refusal.quoted(unknown.getPropertyName()),
                                    names(unknown.getKnownPropertyIds()));
            case MismatchedInputException _ when reason.getPath().isEmpty() ->
                    "The body must be one JSON object, and nothing after it.";
            case InvalidNullException _ ->
                    "%s is null. Leave out what shall stay as it is; properties to remove are named in remove_properties."
                            .formatted(path(reason));
            case InputCoercionException _ when !reason.getPath().isEmpty() ->
                    "%s is too large a number.".formatted(path(reason));
            case MismatchedInputException mismatch ->
                    "%s must be %s.".formatted(path(reason), expected(mismatch.getTargetType()));
            case StreamConstraintsException _ ->
                    "The body goes beyond what is read: %d levels, names of %d characters, numbers of %d digits."
                            .formatted(BodyLimits.LEVELS, BodyLimits.NAME, BodyLimits.NUMBER);
            case StreamReadException _ ->
                    "The body is not valid JSON%s: %s."
                            .formatted(place(reason), plain(reason.getOriginalMessage()));
            default -> "The body cannot be read; send one JSON object.";
        };
    }

    private static String names(@Nullable Collection<Object> known) {
        return known == null
                ? "none"
                : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String path(JacksonException reason) {
        return reason.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null
                                ? "[%d]".formatted(step.getIndex())
                                : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .substring(1);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Integer.class) {
            return "a whole number";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) ? "an object of texts" : "something else";
    }

    private static String place(JacksonException reason) {
        var place = reason.getLocation();
        return place == null
                ? ""
                : " (line %d, column %d)".formatted(place.getLineNr(), place.getColumnNr());
    }

    /** Without what only a Java program could do about it. */
    private static String plain(String message) {
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst(FOR_PROGRAMS, "")
                .replaceAll("[.:]$", "");
    }
}
