package io.stillframe.kills;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.SandboxCloud;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;

/** Kills and pauses whatever runs, at moments that nobody has chosen. */
final class Mischief {

    private enum Trick {
        KILL,
        PAUSE,
        KILL_THE_DATABASE
    }

    private static final int MOST_CALLS = 500;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
    private static final Duration A_START = Duration.ofSeconds(3);
    private static final Duration DATABASE_IS_AWAY = Duration.ofSeconds(4);

    private final SandboxCloud cloud;
    private final Database database;
    private final List<Replica> replicas;
    private final Random chance;
    private int kills;

    Mischief(SandboxCloud cloud, Database database, List<Replica> replicas, Random chance) {
        this.cloud = cloud;
        this.database = database;
        this.replicas = replicas;
        this.chance = chance;
    }

    void play(RoundPlan plan) {
        var tricks = new ArrayList<Trick>();
        tricks.addAll(Collections.nCopies(plan.kills(), Trick.KILL));
        tricks.addAll(Collections.nCopies(plan.pauses(), Trick.PAUSE));
        tricks.addAll(Collections.nCopies(plan.databaseKills(), Trick.KILL_THE_DATABASE));
        Collections.shuffle(tricks, chance);
        tricks.forEach(this::play);
    }

    int kills() {
        return kills;
    }

    private void play(Trick trick) {
        awaitAMoment();
        var replica = replicas.get(chance.nextInt(replicas.size()));
        switch (trick) {
            case KILL -> {
                kill(replica);
                if (chance.nextInt(6) == 0) {
                    pass(A_START);
                    kill(replica); // perhaps before it is ready
                }
            }
            case PAUSE -> {
                replica.pause();
                pass(Replicas.TAKEN_FOR_DEAD.multipliedBy(3));
                replica.resume();
            }
            case KILL_THE_DATABASE -> {
                database.kill();
                pass(DATABASE_IS_AWAY);
                database.startAgain();
            }
        }
    }

    private void kill(Replica replica) {
        replica.kill();
        kills++;
    }

    /** Counted in calls to the cloud: then there is work to be disturbed in. */
    private void awaitAMoment() {
        var moment = cloud.calls().total() + chance.nextInt(MOST_CALLS);
        try {
            await().atMost(LONG_ENOUGH)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> cloud.calls().total() >= moment);
        } catch (ConditionTimeoutException thenInTheMiddleOfWaiting) {
            // is as good a moment
        }
    }

    /** Some of that time. */
    private void pass(Duration atMost) {
        try {
            MILLISECONDS.sleep(chance.nextLong(atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
