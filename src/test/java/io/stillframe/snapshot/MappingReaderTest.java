package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What a legacy entry becomes was seen on Nova, which boots such an image. */
class MappingReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MappingText text = new MappingText();

    @ParameterizedTest
    @MethodSource("legacyEntries")
    void showsALegacyEntryAsNovaReadsIt(String entry, String shown) {
        assertShown("[%s]".formatted(entry), Map.of(), "[%s]".formatted(shown));
    }

    static Stream<Arguments> legacyEntries() {
        return Stream.of(
                arguments(
                        "{'device_name':'vda','snapshot_id':'s','volume_size':'2','delete_on_termination':'1'}",
                        "{'source_type':'snapshot','destination_type':'volume','snapshot_id':'s','device_name':'/dev/vda','volume_size':2,'boot_index':0,'delete_on_termination':true}"),
                arguments(
                        "{'device_name':'/dev/vdb','volume_id':'v','delete_on_termination':'0','virtual_name':null}",
                        "{'source_type':'volume','destination_type':'volume','volume_id':'v','device_name':'/dev/vdb','boot_index':-1,'delete_on_termination':false}"),
                arguments(
                        "{'device_name':'vda','snapshot_id':'s','virtual_name':'root','delete_on_termination':'True','connection_info':'secret'}",
                        "{'source_type':'snapshot','destination_type':'volume','snapshot_id':'s','device_name':'/dev/vda','boot_index':0,'delete_on_termination':true}"),
                arguments(
                        "{'device_name':'vdc','virtual_name':'swap','delete_on_termination':false,'volume_size':512}",
                        "{'source_type':'blank','destination_type':'local','device_name':'/dev/vdc','volume_size':512,'boot_index':-1,'delete_on_termination':true,'guest_format':'swap'}"),
                arguments(
                        "{'device_name':'vdd','virtual_name':'ephemeral0'}",
                        "{'source_type':'blank','destination_type':'local','device_name':'/dev/vdd','boot_index':-1,'delete_on_termination':true}"),
                arguments(
                        "{'device_name':'vda','no_device':true}",
                        "{'device_name':'/dev/vda','no_device':true}"),
                arguments(
                        "{'volume_id':'v'}",
                        "{'source_type':'volume','destination_type':'volume','volume_id':'v','boot_index':-1,'delete_on_termination':false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'device_name':'vda','virtual_name':'ami'}",
                "{'device_name':'vda','virtual_name':'root'}",
                "{'virtual_name':'ephemeral01'}",
                "{'virtual_name':7,'snapshot_id':''}",
                "{'snapshot_id':null,'volume_id':0,'no_device':''}",
                "{}"
            })
    void leavesOutALegacyEntryThatMapsNothing(String entry) {
        assertShown("[%s]".formatted(entry), Map.of(), "[]");
    }

    @ParameterizedTest
    @MethodSource("roots")
    void findsTheRootOfALegacyMappingAsNovaDoes(Map<String, String> properties, String root) {
        var legacy =
                "[{'device_name':'vda','volume_id':'a'},{'device_name':'/dev/sda','volume_id':'b'},{'device_name':'xvda','volume_id':'c'}]";

        var entries = text.entriesOf(image(legacy, properties));

        assertThat(entries).hasSize(3);
        assertThat(entries.getFirst()).containsEntry("boot_index", 0);
        assertThat(entries.getFirst()).containsEntry("volume_id", root);
        assertThat(entries.subList(1, 3))
                .allSatisfy(entry -> assertThat(entry).containsEntry("boot_index", -1));
        assertThat(text.mapsRoot(image(legacy, properties))).isTrue();
    }

    static Stream<Arguments> roots() {
        return Stream.of(
                arguments(Map.of(), "a"),
                arguments(Map.of("bdm_v2", ""), "a"),
                arguments(Map.of("root_device_name", ""), "a"),
                arguments(Map.of("root_device_name", "/dev/sda"), "b"),
                arguments(Map.of("root_device_name", "sda"), "b"),
                arguments(
                        Map.of("mappings", "[{\"virtual\":\"root\",\"device\":\"/dev/xvda\"}]"),
                        "c"),
                arguments(
                        Map.of(
                                "mappings",
                                "[{\"virtual\":\"root\",\"device\":\"vda\"},{\"virtual\":\"root\",\"device\":\"xvda\"}]"),
                        "c"),
                arguments(
                        Map.of(
                                "mappings",
                                "[{\"virtual\":\"root\",\"device\":\"xvda\"}]",
                                "root_device_name",
                                "sda"),
                        "b"),
                arguments(Map.of("mappings", "[{\"virtual\":\"ami\",\"device\":\"xvda\"}]"), "a"),
                arguments(Map.of("mappings", "broken"), "a"));
    }

    @Test
    void mapsNoRootWhereNoVolumeHasTheDeviceOfTheRoot() {
        assertThat(text.mapsRoot(image("[{'device_name':'vdb','snapshot_id':'s'}]", Map.of())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "False", "0"})
    void readsAnyWordAsNewerFormatAsNovaDoes(String word) {
        assertShown(
                "[{'source_type':'blank','boot_index':-1,'odd':null},{'device_name':'vda','snapshot_id':'s','boot_index':0}]",
                Map.of("bdm_v2", word),
                "[{'device_name':'vda','snapshot_id':'s','boot_index':0},{'source_type':'blank','boot_index':-1}]");
    }

    @Test
    void takesTheTextOfANoughtForTheRootAsNovaDoes() {
        var image =
                image(
                        "[{'source_type':'snapshot','destination_type':'volume','boot_index':'0'}]",
                        Map.of("bdm_v2", "True"));

        assertThat(text.mapsRoot(image)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[null]",
                "{}",
                "[1]",
                "['a']",
                "[[]]",
                "[{",
                "[]]",
                "True",
                "{'a':[]}"
            })
    void readsNothingOutOfATextThatIsNoMapping(String broken) {
        assertShown(broken, Map.of(), "[]");
        assertShown(broken, Map.of("bdm_v2", "True"), "[]");
        assertThat(text.parse(broken.replace('\'', '"'))).isEmpty();
    }

    @Test
    void readsNothingOfAnImageWithoutAMapping() {
        var plain = image("[]", Map.of("os_distro", "debian"));
        var properties = new HashMap<>(plain.properties());
        properties.remove(ImageProperties.MAPPING);

        assertThat(text.entriesOf(with(properties))).isEmpty();
    }

    private void assertShown(String mapping, Map<String, String> properties, String shown) {
        var entries = text.entriesOf(image(mapping, properties));

        assertThat(JsonMapper.builder().build().writeValueAsString(entries))
                .isEqualTo(shown.replace('\'', '"'));
    }

    private static Image image(String mapping, Map<String, String> properties) {
        var all = new HashMap<>(properties);
        all.put(ImageProperties.MAPPING, mapping.replace('\'', '"'));
        return with(all);
    }

    private static Image with(Map<String, String> properties) {
        return new Image(
                "image",
                "old",
                "project",
                Image.Status.ACTIVE,
                "private",
                false,
                0L,
                0,
                0,
                NOW,
                NOW,
                properties);
    }
}
