package io.stillframe.simulation;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.openstack.PortsOverHttp;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.Ports;
import io.stillframe.snapshot.Volumes;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One and the same world, at which the simulation's ports look directly, and the adapters over
 * HTTP: they must see the same, and be refused alike.
 */
@ParameterizedClass
@CsvSource({
    "V1, VOLUMES, demo, demo",
    "V2, VOLUMES, demo, demo",
    "V2, SERVICE_ONLY, stillframe, service",
    "BOTH, CLOSED, demo, demo",
    "BOTH, SNAPSHOTS, admin, admin"
})
abstract class SameWorld {

    static final String NOBODY = "00000000-0000-4000-8000-00000000dead";
    static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");
    static final Map<String, String> MARK = Map.of(Volumes.MARK, RUN.toString());
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final Time time = new Time();
    private final SandboxCloud sandbox;
    private final PortsOverHttp real;
    private final CalmCloud simulated;
    final World world;
    final CloudProject project;
    final CloudProject strangers;
    final Caller own;
    final Server server;
    final Server theirs;

    SameWorld(Glance glance, Locations locations, String user, String projectName) {
        var settings =
                SandboxSettings.of(
                        "port=0",
                        "glance=" + glance,
                        "locations=" + locations,
                        "snapshot-delay=1s",
                        "volume-delay=1s",
                        "delete-delay=1s");
        sandbox = SandboxCloud.startEmpty(settings, time);
        world = sandbox.world();
        real = PortsOverHttp.to(sandbox, user, time);
        var weather =
                CalmCloud.weather(
                        glance, locations, user.equals("stillframe"), user.equals("admin"), false);
        simulated = new CalmCloud(world, time, weather, projectName);
        project = sandbox.project(projectName);
        strangers = sandbox.project("other");
        own = project.caller();
        theirs = strangers.server("theirs").bootedFrom(volume("theirs", 1)).add();
        server =
                project.server("web")
                        .bootedFrom(volume("root", 2).imageMetadata(Map.of("os_distro", "debian")))
                        .with(
                                volume("data", 1).type("luks").tag("db"),
                                volume("logs", 1).type("multiattach").deletedWithTheServer())
                        .with(strangers.addVolume(volume("lent", 1)))
                        .add();
        project.server("second").bootedFrom(volume("second", 1)).add();
    }

    @AfterEach
    void close() {
        real.close();
        sandbox.close();
    }

    String volumeId(int place) {
        return server.attachments().get(place).volume().id();
    }

    String theirVolume() {
        return theirs.attachments().getFirst().volume().id();
    }

    /** Storage finishes what it is doing. */
    void pass() {
        world.inside(() -> time.pass(A_SECOND));
    }

    VolumeSnapshot snapshot(String volumeId, Map<String, String> metadata) {
        return world.inside(() ->
                world.snapshots()
                        .create(own, new SnapshotWish(volumeId, "snap", null, metadata, true)));
    }

    VolumeSnapshot finishedSnapshot(String volumeId) {
        var snapshot = snapshot(volumeId, MARK);
        pass();
        return snapshot;
    }

    io.stillframe.sandbox.world.Volume copyOf(VolumeSnapshot origin) {
        var made =
                world.inside(() -> {
                    var wish = VolumeWish.copyOf(origin, "copy");
                    var volume = world.volumes().create(own, wish);
                    world.volumes().update(volume, null, null, MARK);
                    return volume;
                });
        pass();
        return made;
    }

    String image(Caller caller, String name) {
        var id = world.ids().uuid();
        world.inside(() ->
                world.images()
                        .create(
                                caller,
                                Map.of(
                                        "id",
                                        id,
                                        "name",
                                        name,
                                        "stillframe_snapshot",
                                        "text",
                                        "disk_format",
                                        "raw",
                                        "container_format",
                                        "bare")));
        return id;
    }

    String activeImage(Caller caller, String name) {
        var id = image(caller, name);
        world.inside(() -> world.images().upload(caller, id, new byte[0]));
        return id;
    }

    void sees(Function<Ports, ?> look) {
        assertThat((Object) look.apply(simulated)).isEqualTo(look.apply(real));
    }

    void seesImage(String id) {
        sees(ports -> ports.images().find(id).map(SameWorld::withoutTimes));
    }

    /** Version 2 tells them less exactly. */
    private static Image withoutTimes(Image image) {
        return new Image(
                image.id(),
                image.name(),
                image.projectId(),
                image.status(),
                image.visibility(),
                image.isProtected(),
                image.size(),
                image.minDisk(),
                image.minRam(),
                Instant.EPOCH,
                Instant.EPOCH,
                image.properties());
    }

    /** What came of a call, but for the words. */
    private static Object outcome(Ports ports, Function<Ports, ?> call) {
        try {
            var _ = call.apply(ports);
            return "no trouble";
        } catch (Trouble trouble) {
            var problem = trouble.problem();
            var upstream = problem.upstream();
            return "%s %s, mayHaveHappened %s, mayPass %s"
                    .formatted(
                            problem.type(),
                            upstream == null ? "" : upstream.service() + " " + upstream.status(),
                            problem.mayHaveHappened(),
                            problem.mayPass());
        }
    }

    void isToldAlike(Function<Ports, ?> call) {
        assertThat(outcome(simulated, call)).isEqualTo(outcome(real, call));
    }

    void isDoneAlike(Consumer<Ports> call) {
        isToldAlike(ports -> {
            call.accept(ports);
            return true;
        });
    }

    static NewVolume aVolume(@Nullable String origin, int size, @Nullable String type) {
        return new NewVolume(origin, size, type, "copy", "");
    }

    static List<NewVolumeSnapshot> aSnapshotOf(String volumeId) {
        return List.of(new NewVolumeSnapshot(volumeId, "snap", ""));
    }
}
