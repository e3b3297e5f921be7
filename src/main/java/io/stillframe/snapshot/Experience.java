package io.stillframe.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What trying has shown about this cloud's Glance. It spares later snapshots what is known not to
 * work, is believed for a while, and is lost with the process, which costs one more try.
 */
public final class Experience {

    private sealed interface Lesson {
        Instant until();

        record Worked(Instant until) implements Lesson {}

        record DidNot(Instant until, StrategyRefusal why) implements Lesson {}
    }

    /** Another project may be allowed more, and learns nothing of this one's things. */
    private record Subject(String project, Rung rung) {}

    private final Map<Subject, Lesson> lessons = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration believed;
    private final Supplier<String> project;

    /** Of one project. */
    public Experience(InstantSource clock, Duration believed) {
        this(clock, believed, () -> "");
    }

    /**
     * @param believed how long a lesson lasts
     * @param project with whose rights we work at the moment
     */
    public Experience(InstantSource clock, Duration believed, Supplier<String> project) {
        this.clock = clock;
        this.believed = believed;
        this.project = project;
    }

    void worked(Rung rung) {
        lessons.put(subject(rung), new Lesson.Worked(until()));
    }

    void refused(Rung rung, StrategyRefusal why) {
        lessons.put(subject(rung), new Lesson.DidNot(until(), why));
    }

    boolean hasWorked(Rung rung) {
        return lesson(rung).filter(Lesson.Worked.class::isInstance).isPresent();
    }

    /** Empty if it has worked, or was not tried for a while. */
    Optional<StrategyRefusal> refusalOf(Rung rung) {
        return lesson(rung).map(lesson -> lesson instanceof Lesson.DidNot(_, var why) ? why : null);
    }

    private Optional<Lesson> lesson(Rung rung) {
        return Optional.ofNullable(lessons.get(subject(rung)))
                .filter(lesson -> clock.instant().isBefore(lesson.until()));
    }

    /** What is true of an empty volume is true of one with data. */
    private Subject subject(Rung rung) {
        return new Subject(project.get(), rung == Rung.PROBE_VOLUME ? Rung.ROOT_VOLUME : rung);
    }

    private Instant until() {
        return clock.instant().plus(believed);
    }
}
