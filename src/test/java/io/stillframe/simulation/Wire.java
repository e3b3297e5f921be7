package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed;
import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the service and the cloud. Every call goes over it, and here is where calls are
 * refused, get lost, act late, and find their process dead.
 */
final class Wire {

    /** What goes on outside while a call is under way. */
    interface Outside {

        /** The process stands still for a while, which is no longer than that. */
        void pause(Turn turn, Duration most);

        /** Others do something. */
        void others();

        /** The process is killed: this throws {@link Died}. */
        void kill(Turn turn);
    }

    /** A caller gives up waiting. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Engine.DEAD.multipliedBy(4);
    static final Duration LONG_PAUSE = Engine.SETTLING.multipliedBy(8);
    private static final Duration QUICK = Duration.ofMillis(400);

    private enum Fate {
        ANSWERED,
        REFUSED,
        BUSY,
        BROKEN_BEFORE,
        BROKEN_AFTER,
        LOST,
        LATE,
        ASTRAY,
        DROPPED
    }

    private final World world;
    private final Time time;
    private final Chance chance;
    private final Weather weather;
    private final Story story;
    private final Latecomers latecomers;
    private final Outside outside;
    private final Set<At> away = EnumSet.noneOf(At.class);
    private boolean unauthorized;
    private boolean calm;
    private @Nullable Duration longest;
    private @Nullable Turn turn;

    Wire(Scene scene, Latecomers latecomers, Outside outside) {
        this.latecomers = latecomers;
        this.world = scene.world();
        this.time = scene.time();
        this.chance = scene.chance();
        this.weather = scene.weather();
        this.story = scene.story();
        this.outside = outside;
    }

    /** Whose calls come now; null for those of a request from outside. */
    @Nullable Turn speaking(@Nullable Turn newTurn) {
        var before = turn;
        turn = newTurn;
        return before;
    }

    @Nullable Turn turn() {
        return turn;
    }

    /** From now on nothing goes wrong here any more. */
    void calm() {
        calm = true;
        away.clear();
        unauthorized = false;
    }

    void away(At service, boolean isAway) {
        if (isAway && !calm) {
            away.add(service);
        } else {
            away.remove(service);
        }
    }

    void unauthorized(boolean isSo) {
        unauthorized = isSo && !calm;
    }

    /** Calls that are under way at the same time take as long as the longest. */
    <T> T together(Supplier<T> calls) {
        var before = longest;
        longest = Duration.ZERO;
        try {
            return calls.get();
        } finally {
            var all = longest;
            longest = before;
            pass(all);
        }
    }

    private void pass(Duration taken) {
        if (longest == null) {
            time.pass(taken);
        } else if (taken.compareTo(longest) > 0) {
            longest = taken;
        }
    }

    <T> T read(At at, String purpose, Supplier<T> answer) {
        disturb();
        unreachable(at, purpose, false);
        if (happens(weather.busy())) {
            story.tell("%s  %s: 503", who(), purpose);
            throw Diagnosed.answered(at, purpose, false, 503);
        }
        var said = world.inside(answer);
        pass(chance.upTo(QUICK));
        disturb();
        return said;
    }

    /**
     * @param request looks at what is asked for, when it is sent; whether that comes to anything is
     *     another question
     */
    <T> T change(At at, String purpose, Runnable request, Supplier<T> effect) {
        disturb();
        if (!Claim.current().getAsBoolean()) {
            story.tell("%s  does not %s: has lost the run", who(), purpose);
            throw Diagnosed.claimLost(at, purpose);
        }
        unreachable(at, purpose, true);
        request.run();
        if (turn != null && happens(weather.strays())) {
            // at the very last moment: when it goes on, it sends this all the same
            outside.pause(turn, LONG_PAUSE);
        }
        die();
        var fate = fate();
        story.tell("%s  %s: %s", who(), purpose, fate);
        var made =
                switch (fate) {
                    case REFUSED -> throw refused(at, purpose);
                    case BUSY ->
                            throw Diagnosed.answered(at, purpose, true, chance.oneOf(503, 429));
                    case BROKEN_BEFORE -> throw Diagnosed.answered(at, purpose, true, 500);
                    case DROPPED -> throw lost(at, purpose);
                    case LATE, ASTRAY -> {
                        later(purpose, effect, fate == Fate.ASTRAY);
                        die();
                        throw lost(at, purpose);
                    }
                    case ANSWERED, BROKEN_AFTER, LOST -> now(at, purpose, effect);
                };
        die();
        if (fate == Fate.LOST) {
            throw lost(at, purpose);
        }
        if (fate == Fate.BROKEN_AFTER) {
            throw Diagnosed.answered(at, purpose, true, 500);
        }
        var begun = time.instant();
        disturb();
        if (Duration.between(begun, time.instant()).compareTo(LIMIT) > 0 && chance.of(0.5)) {
            throw lost(at, purpose);
        }
        pass(chance.upTo(QUICK));
        return made;
    }

    private <T> T now(At at, String purpose, Supplier<T> effect) {
        try {
            return world.inside(effect);
        } catch (Refused refused) {
            story.tell("%s  %s: %d, %s", who(), purpose, refused.status(), refused.words());
            throw Diagnosed.answered(at, purpose, true, refused.status());
        }
    }

    private <T> void later(String purpose, Supplier<T> effect, boolean astray) {
        var who = who();
        var whose = turn;
        if (astray && whose != null) {
            latecomers.atSomeTime(whose.run, () -> late(who, purpose, effect));
        } else {
            latecomers.inTime(() -> late(who, purpose, effect));
        }
    }

    private <T> void late(String who, String purpose, Supplier<T> effect) {
        try {
            var made = effect.get();
            story.tell("%s  %s: came late, %s", who, purpose, made);
        } catch (Refused refused) {
            story.tell("%s  %s: came late, %d", who, purpose, refused.status());
        }
    }

    private Fate fate() {
        if (happens(weather.refuse())) {
            return Fate.REFUSED;
        }
        if (happens(weather.busy())) {
            return Fate.BUSY;
        }
        if (happens(weather.broken())) {
            return chance.oneOf(Fate.BROKEN_BEFORE, Fate.BROKEN_AFTER);
        }
        if (happens(weather.lost())) {
            return Fate.LOST;
        }
        if (happens(weather.late())) {
            return Fate.LATE;
        }
        if (turn != null && happens(weather.astray())) {
            return Fate.ASTRAY;
        }
        return happens(weather.dropped()) ? Fate.DROPPED : Fate.ANSWERED;
    }

    private Trouble refused(At at, String purpose) {
        return Diagnosed.answered(at, purpose, true, chance.oneOf(400, 403, 404, 405, 413));
    }

    private Trouble lost(At at, String purpose) {
        pass(LIMIT);
        return Diagnosed.tookTooLong(at, purpose, true);
    }

    private void unreachable(At at, String purpose, boolean changes) {
        if (away.contains(at)) {
            throw Diagnosed.notReached(at, purpose, changes);
        }
        if (unauthorized) {
            throw Diagnosed.answered(at, purpose, changes, 401);
        }
    }

    private boolean happens(double probability) {
        return !calm && chance.of(probability);
    }

    private void disturb() {
        var whose = turn;
        if (happens(weather.meanwhile())) {
            outside.others();
        }
        if (whose != null && happens(weather.paused())) {
            outside.pause(whose, PAUSE);
        }
        if (whose != null && whose.isDead()) {
            throw new Died();
        }
    }

    /** The process may be killed here. */
    void die() {
        var whose = turn;
        if (whose != null && happens(weather.dead())) {
            outside.kill(whose);
        }
    }

    private String who() {
        return turn == null ? "api " : turn.toString();
    }
}
