package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mappings of a request Nova refuses, tried with Zed, and what a server has in the end. */
class NovaBootTest {

    private static final String SERVERS = "/compute/v2.1/servers";

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick(), new HandClock());
    private final CloudProject project = cloud.project("demo");
    private final Client member = Client.of(cloud, "demo");
    private final Client demo = member.speaking("compute 2.93");
    private final String image = project.addImage("plain", false, Map.of(), new byte[1]).id();
    private final String bootable = project.addVolume(volume("root", 1).bootable(true)).id();
    private final String plain = project.addVolume(volume("data", 1)).id();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Client.Reply boot(Client client, String imageId, String mapping) throws Exception {
        return client.post(
                SERVERS,
                "{\"server\": {\"name\": \"copy\", \"flavorRef\": \"tiny\", \"imageRef\": \"%s\", \"block_device_mapping_v2\": %s}}"
                        .formatted(imageId, filled(mapping)));
    }

    private String filled(String mapping) {
        return mapping.replace("IMAGE", image)
                .replace("BOOTABLE", bootable)
                .replace("PLAIN", plain)
                .replace("NOBODY", "99999999-2222-3333-4444-555555555555")
                .replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'source_type': 'blank', 'uuid': 'NOBODY', 'destination_type': 'volume'                      | Block Device Mapping is Invalid: Invalid device UUID.
                    'source_type': 'snapshot', 'destination_type': 'volume'                                     | Block Device Mapping is Invalid: Missing device UUID.
                    'source_type': 'volume', 'volume_id': 'BOOTABLE', 'destination_type': 'volume'              | Block Device Mapping is Invalid: Missing device UUID.
                    'source_type': 'image', 'uuid': 'IMAGE', 'destination_type': 'local'                        | Block Device Mapping is Invalid: Mapping image to local is not supported.
                    'source_type': 'volume', 'uuid': 'BOOTABLE', 'destination_type': 'volume', 'volume_type': 'luks' | Block Device Mapping is Invalid: Specifying volume type to existing volume is not supported.
                    'source_type': 'blank', 'destination_type': 'local', 'volume_type': 'luks'                  | Block Device Mapping is Invalid: Specifying a volume_type with destination_type=local is not supported.
                    'source_type': 'tape', 'uuid': 'BOOTABLE', 'destination_type': 'volume'                     | Invalid input for field/attribute source_type. Value: tape. 'tape' is not one of ['volume', 'image', 'snapshot', 'blank']
                    'source_type': 'snapshot', 'uuid': null, 'destination_type': 'volume'                       | Invalid input for field/attribute uuid. Value: None. None is not of type 'string'
                    'source_type': 'blank', 'volume_size': 0, 'destination_type': 'volume'                      | Invalid input for field/attribute volume_size. Value: 0. 0 is less than the minimum of 1
                    'source_type': 'blank', 'destination_type': 'volume'                                        | Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size
                    'source_type': 'volume', 'uuid': 'PLAIN', 'destination_type': 'volume'                      | Block Device PLAIN is not bootable.
                    'source_type': 'volume', 'uuid': 'NOBODY', 'destination_type': 'volume'                     | Block Device Mapping is Invalid: failed to get volume NOBODY.
                    'source_type': 'snapshot', 'uuid': 'NOBODY', 'destination_type': 'volume'                   | Snapshot NOBODY could not be found.
                    'source_type': 'blank', 'destination_type': 'volume', 'colour': 'red'                       | Additional properties are not allowed ('colour' was unexpected)
                    """)
    void refusesAnEntry(String entry, String words) throws Exception {
        var reply = boot(demo, "", "[{%s, 'boot_index': 0}]".formatted(entry));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asString())
                .endsWith(filled(words).replace('"', '\''));
        assertThat(cloud.servers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "tag, 2.31, 400",
        "tag, 2.32, 202",
        "tag, 2.33, 400",
        "tag, 2.42, 202",
        "volume_type, 2.66, 400",
        "volume_type, 2.67, 202"
    })
    void knowsMoreKeysWithEachMicroversion(String key, String version, int status)
            throws Exception {
        var mapping =
                "[{'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'boot_index': 0, '%s': 'luks'}]"
                        .formatted(key);
        assertThat(boot(member.speaking("compute " + version), "", mapping).status())
                .isEqualTo(status);
    }

    @Test
    void wantsAnImageOrAMapping() throws Exception {
        var reply =
                demo.post(SERVERS, "{\"server\": {\"name\": \"copy\", \"flavorRef\": \"tiny\"}}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("Missing imageRef attribute");
    }

    @Test
    void attachesWhatTheRequestNames() throws Exception {
        var reply =
                boot(
                        demo,
                        image,
                        "[{'source_type': 'image', 'uuid': 'IMAGE', 'destination_type': 'local', 'boot_index': 0},"
                                + " {'source_type': 'volume', 'uuid': 'PLAIN', 'destination_type': 'volume', 'tag': 'db'},"
                                + " {'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 2}]");
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        var path = SERVERS + "/" + reply.json().at("/server/id").asString();
        assertThat(demo.get(path).json().at("/server/status").asString()).isEqualTo("ACTIVE");
        var shown = demo.get(path + "/os-volume_attachments").json().path("volumeAttachments");
        var devices = new ArrayList<String>();
        shown.forEach(a -> devices.add(a.path("device").asString() + " " + a.path("tag")));
        assertThat(devices).containsExactly("/dev/vdb \"db\"", "/dev/vdc null");
        assertThat(shown.at("/0/volumeId").asString()).isEqualTo(plain);
    }
}
