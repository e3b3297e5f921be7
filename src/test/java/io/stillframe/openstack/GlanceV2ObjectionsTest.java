package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.NewImage;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As Glance of Zed on MariaDB answered when it was tried. */
class GlanceV2ObjectionsTest {

    private static final String MAPPING = "block_device_mapping";

    private static String to(Map<String, String> properties) {
        return to("web", properties);
    }

    private static String to(String name, Map<String, String> properties) {
        var image = new NewImage("an-id", name, "shared", 1, 0, properties, null);
        return GlanceV2Objections.to(image).orElse("");
    }

    @Test
    void findsNothingAgainstWhatGlanceKeeps() {
        assertThat(
                        to(
                                "",
                                Map.of(
                                        "Capital",
                                        "",
                                        "a-b",
                                        " x ",
                                        "hw:foo",
                                        "a\nb\u0000",
                                        "a/b~c",
                                        "\uffff",
                                        "日本",
                                        "None",
                                        " p ",
                                        "",
                                        "",
                                        "empty")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "owner",
                "locations",
                "location",
                "deleted",
                "deleted_at",
                "os_glance_x",
                "stores",
                "os_hash_algo",
                "self"
            })
    void refusesTheWordsOfGlance(String name) {
        assertThat(to(Map.of(name, "x")))
                .isEqualTo(
                        name
                                + " is a word of Glance's own, not a property: rename it, or leave it out.");
    }

    @ParameterizedTest
    @CsvSource({"A, a", "ü, u", "É, e"})
    void refusesNamesThatTheDatabaseTakesForOne(String one, String other) {
        assertThat(to(Map.of(one, "1", other, "2"))).contains("for the same one");
        assertThat(to(Map.of("k", "1", "k ", "2"))).contains("for the same one");
    }

    @Test
    void refusesCharactersThatTheDatabaseCannotKeep() {
        assertThat(to("😀", Map.of())).startsWith("The image's name has the character U+1F600");
        assertThat(to(Map.of("a", "😀"))).startsWith("Property a has the character U+1F600");
        assertThat(to(Map.of("😀", "a"))).startsWith("The name of property");
        assertThat(to(Map.of("a", "half \ud83d"))).contains("U+D83D");
    }

    @Test
    void countsBytesAndCharacters() {
        assertThat(to(Map.of("a", "x".repeat(65_535)))).isEmpty();
        assertThat(to(Map.of("a", "x".repeat(65_536))))
                .isEqualTo(
                        "Property a is 65536 bytes long; in Glance v2 it has room for 65535. Shorten it.");
        assertThat(to(Map.of("a", "é".repeat(32_768)))).contains("65536 bytes");
        assertThat(to("ü".repeat(255), Map.of("ü".repeat(255), "x"))).isEmpty();
        assertThat(to("n".repeat(256), Map.of())).contains("has 256 characters");
        assertThat(to(Map.of("n".repeat(256), "x"))).contains("has 256 characters");
    }

    @Test
    void countsProperties() {
        var many = new HashMap<String, String>();
        IntStream.range(0, 128).forEach(i -> many.put("p" + i, "x"));
        assertThat(to(many)).isEmpty();
        many.put("one_more", "x");
        assertThat(to(many))
                .isEqualTo("The image has 129 properties; Glance v2 takes 128. Leave some out.");
    }

    @Test
    void saysHowManyVolumesFit() {
        var mapping =
                IntStream.range(0, 300)
                        .mapToObj(i -> "{\"snapshot_id\": \"" + "s".repeat(313) + "\"}")
                        .collect(Collectors.joining(", ", "[", "]"));

        assertThat(to(Map.of(MAPPING, mapping)))
                .isEqualTo(
                        "The mapping of 300 volumes is %d bytes long; in Glance v2 it has room for 65535, which is about 196 volumes. Leave volumes out."
                                .formatted(mapping.length()));
    }
}
