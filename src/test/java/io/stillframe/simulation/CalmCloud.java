package io.stillframe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.world.Faults;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.World;
import io.stillframe.sandbox.world.WorldSettings;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.Ports;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Volumes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** The simulation's ports where nothing goes wrong and there are no runs. */
final class CalmCloud implements Ports {

    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration A_LOOK = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Scene scene;
    private final SimulatedCloud cloud;

    /**
     * @param time the world's
     * @param name of the project, too
     */
    CalmCloud(World world, Time time, Weather weather, String name) {
        var chance = new Chance(7);
        scene =
                new Scene(
                        chance,
                        weather,
                        time,
                        new Story(false, time),
                        world.faults(),
                        world,
                        new Custody(world, time, weather),
                        new CloudProject(world, world.identity().project(name)),
                        new CloudProject(world, world.identity().project("strangers")));
        var wire = new Wire(scene, new Latecomers(world, chance), new NobodyElse());
        cloud = SimulatedCloud.withoutRuns(scene, wire);
    }

    static CalmCloud of(Weather weather) {
        var time = new Time();
        var chance = new Chance(7);
        var settings =
                new WorldSettings(
                        weather.glance(),
                        weather.locations(),
                        "",
                        weather.childrenBlock(),
                        DELAY,
                        DELAY,
                        DELAY,
                        DELAY,
                        Duration.ofHours(1));
        var world = new World(settings, time, chance.random(), new Faults(chance.random()));
        return new CalmCloud(world, time, weather, "demo");
    }

    /** In which nothing ever goes wrong. */
    static Weather weather(
            Glance glance,
            Locations locations,
            boolean asService,
            boolean asAdmin,
            boolean unfiltered) {
        return new Weather(
                glance,
                locations,
                asService,
                true,
                ImageVolumeRule.PROBE,
                List.of(Strategy.EMPTY_UPLOAD),
                Strategy.AUTO,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                unfiltered,
                asAdmin,
                false);
    }

    CloudProject project() {
        return scene.project();
    }

    @Override
    public Servers servers() {
        return cloud;
    }

    @Override
    public Volumes volumes() {
        return cloud.volumes();
    }

    @Override
    public Images images() {
        return cloud.images();
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public void until(Callable<Boolean> condition) {
        var time = scene.time();
        var end = time.instant().plus(PATIENCE);
        while (!isSo(condition)) {
            assertThat(time.instant()).as("still not so").isBefore(end);
            time.pass(A_LOOK);
        }
    }

    private static boolean isSo(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class NobodyElse implements Wire.Outside {

        @Override
        public void pause(Turn turn, Duration most) {
            throw new AssertionError("no process stands still here");
        }

        @Override
        public void others() {
            throw new AssertionError("nobody else does anything here");
        }

        @Override
        public void kill(Turn turn) {
            throw new AssertionError("no process is killed here");
        }
    }
}
