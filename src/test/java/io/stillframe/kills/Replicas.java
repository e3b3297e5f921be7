package io.stillframe.kills;

import io.stillframe.SandboxUser;
import io.stillframe.StillframeProcess;
import io.stillframe.sandbox.SandboxCloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the replicas of a round are set up: so that all that has to be waited for comes soon. */
final class Replicas {

    static final Duration CALL_TIMEOUT = Duration.ofMillis(1500);
    static final Duration HEARTBEAT = Duration.ofMillis(500);

    private static final Duration SETTLING = Duration.ofMillis(1500);

    /** What is asked for when a process is killed settles after two timeouts of a call as well. */
    static final Duration LAST_LOOK = CALL_TIMEOUT.multipliedBy(2).plus(SETTLING.multipliedBy(2));

    /** After that others take over what a replica has had in hand. */
    static final Duration TAKEN_FOR_DEAD = HEARTBEAT.multipliedBy(4);

    private Replicas() {}

    static List<Replica> start(int count, Path directory, SandboxCloud cloud, Database database) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number ->
                        new Replica(() ->
                                StillframeProcess.start(
                                        directory,
                                        SandboxUser.demo(cloud),
                                        Stream.concat(
                                                        settings(number),
                                                        database.settings().stream())
                                                .toList())))
                .toList();
    }

    private static Stream<String> settings(int number) {
        return Stream.of(
                "--stillframe.identity=none",
                "--stillframe.settling-time=" + SETTLING.toMillis() + "ms",
                "--stillframe.snapshots-at-once=1000",
                "--stillframe.call-timeout=" + CALL_TIMEOUT.toMillis() + "ms",
                "--stillframe.first-pause=100ms",
                "--stillframe.longest-pause=1s",
                "--stillframe.sweep-interval=2s",
                "--stillframe.location-deadline=5s",
                "--stillframe.experience-lasts=3s",
                "--db-scheduler.scheduler-name=replica-" + number,
                "--db-scheduler.heartbeat-interval=" + HEARTBEAT.toMillis() + "ms");
    }
}
