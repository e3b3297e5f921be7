package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** Stories on one {@link Stage}, and the words they are told in. */
abstract class Stories {

    Stage stage = Stage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    Server web() {
        return stage.demo
                .server("web")
                .bootedFrom(
                        volume("root", 20)
                                .device("/dev/vda")
                                .imageMetadata(
                                        Map.of(
                                                "os_distro",
                                                "debian",
                                                "image_id",
                                                UUID.randomUUID().toString(),
                                                "signature_verified",
                                                "False",
                                                "min_disk",
                                                "1")))
                .with(volume("data", 50).device("/dev/vdb"), volume("log", 10).device("/dev/vdc"))
                .add();
    }

    Server server(String name) {
        return stage.demo.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Run<ServerSnapshot> dry(Server server) {
        return stage.snapshots.dryRun(stage.demo.id(), Stage.of(server));
    }

    Image image(Run<ServerSnapshot> run) {
        return stage.cloud.images().stream()
                .filter(image -> image.id().equals(run.facts().imageId()))
                .findFirst()
                .orElseThrow();
    }

    String snapshotOf(Server server, Map<String, String> metadata) {
        var world = stage.cloud.world();
        var volume = dry(server).facts().volumeIds().getFirst();
        return world.inside(() ->
                world.snapshots()
                        .create(demo(), new SnapshotWish(volume, "s", null, metadata, true))
                        .id());
    }

    String imageWith(Map<String, String> properties, String name) {
        var world = stage.cloud.world();
        var attributes = new java.util.HashMap<String, Object>(properties);
        attributes.put("name", name);
        return world.inside(() -> world.images().create(demo(), attributes).id());
    }

    void change(Image image, String attribute, Object value) {
        var world = stage.cloud.world();
        var change =
                new io.stillframe.sandbox.world.Images.Change("replace", List.of(attribute), value);
        world.inside(() -> world.images().change(demo(), image.id(), List.of(change)));
    }

    Caller demo() {
        var identity = stage.cloud.world().identity();
        return new Caller(identity.user("demo"), identity.project("demo"), List.of("member"));
    }

    void lose(String service, String operation, int times) {
        stage.cloud.faults().add(Fault.at(service, operation, new Effect.LoseReply()).times(times));
    }

    void refuse(String service, String operation, int status) {
        stage.cloud.faults().add(Fault.at(service, operation, new Effect.Refuse(status, "{}")));
    }

    void refuse(String service, String operation, int status, String matching) {
        stage.cloud
                .faults()
                .add(
                        Fault.at(service, operation, new Effect.Refuse(status, "{}"))
                                .matching(matching));
    }

    static Problem problem(Run<ServerSnapshot> run) {
        return switch (run.phase()) {
            case Undone(Reason.Failure(var problem)) -> problem;
            case Stuck(_, var problem, _) -> problem;
            case Phase other -> throw new AssertionError(other);
        };
    }

    static List<String> ids(List<VolumeSnapshot> snapshots) {
        return snapshots.stream().map(VolumeSnapshot::id).toList();
    }
}
