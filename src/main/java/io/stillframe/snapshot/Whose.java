package io.stillframe.snapshot;

import io.stillframe.workflow.Run;
import org.jspecify.annotations.Nullable;

/** Whose runs are meant: what is not among them is not there. */
public sealed interface Whose {

    record OfProject(String project) implements Whose {}

    /** For administrators. */
    record Everybodys() implements Whose {}

    static Whose of(String project) {
        return new OfProject(project);
    }

    static Whose everybodys() {
        return new Everybodys();
    }

    default boolean includes(Run<?> run) {
        return switch (this) {
            case OfProject(var project) -> run.owner().equals(project);
            case Everybodys() -> true;
        };
    }

    /** As {@link io.stillframe.workflow.Runs} wants to have it said: null for all. */
    default @Nullable String owner() {
        return switch (this) {
            case OfProject(var project) -> project;
            case Everybodys() -> null;
        };
    }
}
