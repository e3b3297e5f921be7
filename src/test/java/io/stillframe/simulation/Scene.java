package io.stillframe.simulation;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Faults;
import io.stillframe.sandbox.world.World;
import io.stillframe.sandbox.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where all of it takes place.
 *
 * @param project in which the snapshots are taken
 * @param strangers another project of the same cloud
 */
record Scene(
        Chance chance,
        Weather weather,
        Time time,
        Story story,
        Faults faults,
        World world,
        Custody custody,
        CloudProject project,
        CloudProject strangers) {

    static Scene of(long seed, boolean told) {
        var chance = new Chance(seed);
        var weather = Weather.drawn(chance);
        var time = new Time();
        var story = new Story(told, time);
        story.tell("seed %d: %s", seed, weather);
        var faults = new Faults(chance.random());
        var world = new World(settings(chance, weather), time, chance.random(), faults);
        return new Scene(
                chance,
                weather,
                time,
                story,
                faults,
                world,
                new Custody(world, time, weather),
                project(world, "demo", chance),
                project(world, "strangers", chance));
    }

    private static WorldSettings settings(Chance chance, Weather weather) {
        return new WorldSettings(
                weather.glance(),
                weather.locations(),
                "",
                weather.childrenBlock(),
                chance.upTo(Duration.ofSeconds(30)),
                chance.upTo(Duration.ofSeconds(150)),
                chance.upTo(Duration.ofSeconds(10)),
                Duration.ofSeconds(5),
                Duration.ofHours(1));
    }

    private static CloudProject project(World world, String name, Chance chance) {
        var project = new CloudProject(world, world.identity().project(name));
        var many = chance.of(0.1) ? 8 : 1000;
        project.quota("volumes", many);
        project.quota("snapshots", many);
        project.quota("gigabytes", 1000);
        return project;
    }

    /** Whose credentials the service has. */
    Caller caller() {
        var roles = new ArrayList<>(List.of("member"));
        if (weather.serviceRole()) {
            roles.add("service");
        }
        if (weather.admin()) {
            roles.add("admin");
        }
        return new Caller(project.caller().user(), project.caller().project(), roles);
    }
}
