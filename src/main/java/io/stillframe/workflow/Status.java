package io.stillframe.workflow;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run's status, as callers know it. */
public enum Status {
    CREATING,
    AVAILABLE,
    FAILED,
    STUCK,
    CANCELLING,
    CANCELLED,
    DELETING,
    DELETED;

    public static Status of(Standing standing) {
        return switch (standing) {
            case PERFORMING, FAILING -> CREATING;
            case SUCCEEDED -> AVAILABLE;
            case FAILED -> FAILED;
            case STUCK -> STUCK;
            case CANCELLING -> CANCELLING;
            case CANCELLED -> CANCELLED;
            case DELETING -> DELETING;
            case DELETED -> DELETED;
        };
    }

    public static Optional<Status> of(String word) {
        return Stream.of(values()).filter(status -> status.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Set<Standing> standings() {
        return Stream.of(Standing.values())
                .filter(standing -> of(standing) == this)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Standing.class)));
    }

    public static String words() {
        return Stream.of(values()).map(Status::word).collect(Collectors.joining(", "));
    }
}
