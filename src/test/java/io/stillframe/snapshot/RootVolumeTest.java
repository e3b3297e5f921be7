package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the root is told from the other volumes. */
class RootVolumeTest {

    private static final Server SERVER = server(null);

    @Test
    void takesTheOneThatTheCallerNames() {
        assertRoot(
                "b", "request", SERVER, "b", at("a", "/dev/vda", true), at("b", "/dev/vdb", false));
    }

    @Test
    void takesTheOneAtTheRootDeviceWhereThatCanBeSeen() {
        assertRoot(
                "b",
                "root_device_name",
                server("/dev/vdb"),
                null,
                at("a", "/dev/vda", true),
                at("b", "/dev/vdb", false));
    }

    @Test
    void takesTheOneAtTheFirstDeviceIfItBoots() {
        for (var device : List.of("/dev/vda", "/dev/sda", "/dev/xvda", "/dev/hda")) {
            assertRoot(
                    "b",
                    "first_device",
                    SERVER,
                    null,
                    at("a", "/dev/vdb", true),
                    at("b", device, true));
        }
    }

    @Test
    void takesTheOneAtTheFirstDeviceIfNoneIsSaidToBoot() {
        assertRoot(
                "b",
                "first_device",
                SERVER,
                null,
                at("a", "/dev/vdb", false),
                at("b", "/dev/vda", false));
    }

    @Test
    void takesTheOnlyBootableOneWhereNoneIsAtAFirstDevice() {
        assertRoot(
                "b",
                "only_bootable",
                SERVER,
                null,
                at("a", "/dev/vdb", false),
                at("b", "/dev/vdc", true));
        assertRoot("b", "only_bootable", SERVER, null, at("a", null, false), at("b", null, true));
    }

    @Test
    void refusesTheCrossedCase() {
        assertAmbiguous(SERVER, at("a", "/dev/vda", false), at("b", "/dev/vdb", true));
    }

    @Test
    void refusesSeveralOrNoneThatBootWhereNoneIsAtAFirstDevice() {
        assertAmbiguous(SERVER, at("a", "/dev/vdb", true), at("b", "/dev/vdc", true));
        assertAmbiguous(SERVER, at("a", null, false), at("b", null, false));
        assertAmbiguous(SERVER, at("a", "/dev/vda", true), at("b", "/dev/sda", true));
    }

    @Test
    void looksFurtherWhereTheRootDeviceIsOfNoVolume() {
        assertRoot(
                "a",
                "first_device",
                server("/dev/vdz"),
                null,
                at("a", "/dev/vda", true),
                at("b", "/dev/vdb", false));
    }

    @Test
    void refusesARootThatIsNotAttached() {
        assertThatThrownBy(() ->
                        RootVolume.of(SERVER, List.of(at("a", "/dev/vda", true)), "elsewhere"))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble ->
                                assertThat(trouble.problem().type())
                                        .isEqualTo("volume-not-attached"));
    }

    private static void assertRoot(
            String id,
            String foundBy,
            Server server,
            @Nullable String asked,
            AttachedVolume... attached) {
        var root = RootVolume.of(server, List.of(attached), asked);
        assertThat(root.id()).isEqualTo(id);
        assertThat(root.foundBy()).isEqualTo(foundBy);
    }

    private static void assertAmbiguous(Server server, AttachedVolume... attached) {
        assertThatThrownBy(() -> RootVolume.of(server, List.of(attached), null))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.problem().type()).isEqualTo("root-ambiguous");
                            for (var candidate : attached) {
                                assertThat(trouble.problem().detail())
                                        .contains(candidate.toString());
                            }
                        });
    }

    private static Server server(@Nullable String rootDevice) {
        return new Server("server", "web", "project", "ACTIVE", null, null, rootDevice, List.of());
    }

    private static AttachedVolume at(String id, @Nullable String device, boolean bootable) {
        var volume =
                new Volume(
                        id, id, "project", "in-use", 1, null, bootable, false, false, null, null,
                        Map.of(), List.of());
        return new AttachedVolume(volume, new Attachment(id, device, false, null));
    }
}
