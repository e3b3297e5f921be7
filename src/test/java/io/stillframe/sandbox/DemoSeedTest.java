package io.stillframe.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Server;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoSeedTest {

    @Test
    void isTheSameAtEveryStart() {
        try (var one = SandboxCloud.start(SandboxSettings.quick());
                var another = SandboxCloud.start(SandboxSettings.quick("seed=99"))) {
            assertThat(ids(one)).isEqualTo(ids(another)).isNotEmpty();
            assertThat(one.project("demo").id()).isEqualTo(another.project("demo").id());
            assertThat(one.images().getFirst().id()).isEqualTo(another.images().getFirst().id());
            assertThat(one.images().getFirst().properties().keySet().toString())
                    .isEqualTo("[os_distro, os_version, os_type, hw_disk_bus, hw_vif_model]");
        }
    }

    private static List<String> ids(SandboxCloud cloud) {
        return cloud.servers().stream()
                .map(s -> s.id() + s.attachments().stream().map(a -> a.volume().id()).toList())
                .toList();
    }

    @Test
    void hasServersWithOneThreeAndTenVolumesAndOneThatBootsFromAnImage() {
        try (var cloud = SandboxCloud.start(SandboxSettings.quick())) {
            var servers = cloud.project("demo").servers();
            var backed = servers.stream().filter(s -> s.imageId() == null).toList();
            assertThat(backed).hasSizeGreaterThanOrEqualTo(6);
            assertThat(backed).extracting(s -> s.attachments().size()).contains(1, 3, 10);
            assertThat(servers).extracting(Server::name).contains("jump-01");
            assertThat(cloud.project("other").servers()).hasSize(1);
            assertThat(cloud.volumeSnapshots()).isEmpty();
            assertThat(cloud.images()).hasSize(1);
        }
    }

    @Test
    void leavesRoomForThousandsOfServers() {
        try (var cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), new HandClock())) {
            var servers = cloud.project("demo").addServers("load", 2_000, 10);
            assertThat(servers).hasSize(2_000);
            assertThat(cloud.project("demo").volumes()).hasSize(20_000);
        }
    }

    @Test
    void closesEveryConnectionWithTheCloud() throws Exception {
        var cloud = SandboxCloud.start(SandboxSettings.quick());
        var client = Client.of(cloud, "demo");
        assertThat(client.get("/compute/v2.1/servers").status()).isEqualTo(200);
        cloud.close();
        assertThatThrownBy(() -> client.get("/compute/v2.1/servers"))
                .isInstanceOf(IOException.class);
    }
}
