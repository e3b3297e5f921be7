package io.stillframe.sandbox;

import static io.stillframe.sandbox.VolumeSpec.volume;

import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Project;
import io.stillframe.sandbox.world.World;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is in the cloud at every start: the same projects, users, servers and ids each time. */
final class DemoSeed {

    private static final Map<String, String> DEBIAN = debian();

    private DemoSeed() {}

    static void fillIdentity(Identity identity) {
        var demo = identity.project("demo");
        settle(identity, "admin", identity.project("admin"), "admin");
        settle(identity, "stillframe", identity.project("service"), "service");
        settle(identity, "demo", demo, "member");
        settle(identity, "other", identity.project("other"), "member");
        settle(identity, "reader", demo, "reader");
    }

    private static void settle(Identity identity, String name, Project home, String role) {
        var user = identity.user(name);
        identity.grant(user, home, role);
        identity.home(user, home);
    }

    static void fillServers(World world) {
        var demo = SandboxCloud.project(world, "demo");
        demo.quota("volumes", 5_000);
        demo.quota("snapshots", 20_000);
        demo.quota("gigabytes", 1_000_000);
        demo.quota("groups", 1_000);
        var debian =
                SandboxCloud.project(world, "admin")
                        .addImage("debian-12-genericcloud-amd64", true, DEBIAN, new byte[1 << 20]);

        demo.server("web-01")
                .flavor("m1.medium")
                .bootedFrom(root("web-01-root", 20, debian))
                .with(volume("web-01-data", 50), volume("web-01-logs", 10))
                .add();
        addDatabase(demo, debian);
        demo.server("mail-01")
                .bootedFrom(root("mail-01-root", 30, debian).deletedWithTheServer())
                .add();
        demo.server("ci-runner-01")
                .flavor("m1.large")
                .bootedFrom(root("ci-runner-01-root", 40, debian))
                .with(volume("ci-runner-01-cache", 200).deletedWithTheServer())
                .add();
        demo.server("erp-01")
                .flavor("nodisk")
                .status("SHUTOFF")
                .bootedFrom(
                        volume("erp-01-root", 60)
                                .device("/dev/sda")) // installed by hand, not from an image
                .with(volume("erp-01-data", 120).device("/dev/sdb"))
                .add();
        demo.server("vault-01")
                .bootedFrom(root("vault-01-root", 10, debian).type("luks"))
                .with(volume("vault-01-secrets", 5).type("luks"))
                .add();
        var shared = demo.addVolume(volume("cluster-shared", 100).type("multiattach"));
        demo.server("cluster-a").bootedFrom(root("cluster-a-root", 20, debian)).with(shared).add();
        demo.server("cluster-b").bootedFrom(root("cluster-b-root", 20, debian)).with(shared).add();
        demo.server("jump-01").bootedFromImage(debian.id()).add();

        SandboxCloud.project(world, "other")
                .server("shop-01")
                .bootedFrom(root("shop-01-root", 20, debian))
                .with(volume("shop-01-data", 80))
                .add();
    }

    /**
     * Ten volumes: more than fit on one screen, and enough to see them snapshotted side by side.
     */
    private static void addDatabase(CloudProject demo, Image debian) {
        var server =
                demo.server("db-01").flavor("m1.large").bootedFrom(root("db-01-root", 40, debian));
        server.with(volume("db-01-wal", 50).tag("wal"), volume("db-01-backup", 500));
        for (int i = 1; i <= 7; i++) {
            server.with(volume("db-01-data-" + i, 100).tag("data" + i));
        }
        server.add();
    }

    /** In the same order at every start, which Map.of does not keep. */
    private static Map<String, String> debian() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("os_distro", "debian");
        properties.put("os_version", "12");
        properties.put("os_type", "linux");
        properties.put("hw_disk_bus", "virtio");
        properties.put("hw_vif_model", "virtio");
        return properties;
    }

    private static VolumeSpec root(String name, int sizeGib, Image image) {
        return volume(name, sizeGib)
                .imageMetadata(new LinkedHashMap<>(image.asVolumeImageMetadata()));
    }
}
