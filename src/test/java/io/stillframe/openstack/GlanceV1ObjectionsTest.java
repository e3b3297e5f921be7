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

class GlanceV1ObjectionsTest {

    private static final String MAPPING = "block_device_mapping";

    private static String to(Map<String, String> properties) {
        return to("web", "private", properties);
    }

    private static String to(String name, String visibility, Map<String, String> properties) {
        var image = new NewImage("an-id", name, visibility, 1, 0, properties, null);
        return GlanceV1Objections.to(image).orElse("");
    }

    @Test
    void findsNothingAgainstAnImageAsNovaMakesIt() {
        var properties =
                Map.of(
                        MAPPING,
                        "[{\"source_type\": \"snapshot\", \"boot_index\": 0}]",
                        "bdm_v2",
                        "True",
                        "root_device_name",
                        "/dev/vda",
                        "hw.video~2",
                        "日本 is %41 ü");

        assertThat(to(properties)).isEmpty();
        assertThat(to("Größe 日本", "public", properties)).isEmpty();
        assertThat(to("", "private", Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Foo", "a-b", "hw:foo", "a b", " a", "ü", "a/b", "(a)", "a\"b", "", "日"})
    void refusesPropertyNamesThatWouldNotStayWhatTheyAre(String name) {
        assertThat(to(Map.of(name, "x")))
                .contains("the name of property \"" + name + "\"")
                .endsWith("Rename it, leave it out, or use a strategy of Glance v2.");
    }

    @ParameterizedTest
    @CsvSource({"a-b, a_b", "A, a", "Foo-Bar, foo_bar"})
    void refusesTwoPropertiesThatWouldBecomeOne(String one, String other) {
        assertThat(to(Map.of(one, "1", other, "2")))
                .isEqualTo(
                        "Glance v1 takes the properties %s and %s for the same one: leave one out, or use a strategy of Glance v2."
                                .formatted(one, other));
    }

    @Test
    void refusesWhatHttpOrTheServerWouldChange() {
        assertThat(to(Map.of("a", " x"))).startsWith("Property a begins or ends with a blank");
        assertThat(to(Map.of("a", "x "))).contains("a blank");
        assertThat(to(Map.of("a", " "))).contains("a blank");
        assertThat(to("web ", "private", Map.of())).startsWith("The image's name begins or ends");
        assertThat(to(Map.of("a", ""))).startsWith("Property a is empty");
        assertThat(to(Map.of("a", "x y"))).isEmpty();
    }

    @Test
    void refusesCharactersThatTheServerRefuses() {
        assertThat(to(Map.of("a", "x😀"))).startsWith("Property a has the character U+1F600");
        assertThat(to("😀", "private", Map.of())).startsWith("The image's name has the character");
        assertThat(to(Map.of("😀", "x"))).contains("the name of property");
        assertThat(to(Map.of("a", "half \ud83d"))).contains("U+D83D");
        assertThat(to(Map.of("a", "x\uffff"))).isEmpty();
        assertThat(to(Map.of("a", "x\n"))).contains("U+000A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "community", "", "Public"})
    void refusesAVisibilityThatAFlagCannotTell(String visibility) {
        assertThat(to("web", visibility, Map.of())).contains("only private and public images");
    }

    @Test
    void refusesLongNames() {
        assertThat(to("ü".repeat(255), "private", Map.of())).isEmpty();
        assertThat(to("n".repeat(256), "private", Map.of())).contains("has 256 characters");
        assertThat(to(Map.of("n".repeat(255), "x"))).isEmpty();
        assertThat(to(Map.of("n".repeat(256), "x"))).contains("has 256 characters");
    }

    /** A real server took 16,337 bytes under this name, and no more. */
    @Test
    void countsTheBytesOfALine() {
        assertThat(to(Map.of(MAPPING, "x".repeat(16_337)))).isEmpty();
        assertThat(to(Map.of(MAPPING, "x".repeat(16_338)))).contains("is 16338 bytes long");
        assertThat(to(Map.of(MAPPING, "é".repeat(8_168) + "x"))).isEmpty();
        assertThat(to(Map.of(MAPPING, "é".repeat(8_169)))).contains("is 16338 bytes long");
        assertThat(to(Map.of("note", "x".repeat(16_353)))).isEmpty();
        assertThat(to(Map.of("note", "x".repeat(16_354))))
                .startsWith(
                        "Property note is 16354 bytes long; in Glance v1 it has room for 16353");
    }

    @Test
    void saysHowManyVolumesFit() {
        var mapping =
                IntStream.range(0, 60)
                        .mapToObj(i -> "{\"snapshot_id\": \"" + "s".repeat(313) + "\"}")
                        .collect(Collectors.joining(", ", "[", "]"));

        assertThat(to(Map.of(MAPPING, mapping)))
                .isEqualTo(
                        "The mapping of 60 volumes is %d bytes long; in Glance v1 it has room for 16337, which is about 48 volumes. Leave volumes out, or use a strategy of Glance v2."
                                .formatted(mapping.length()));
    }

    @Test
    void countsThePropertiesAndTheirBytes() {
        var many = new HashMap<String, String>();
        IntStream.range(0, 128).forEach(i -> many.put("p" + i, "x"));
        assertThat(to(many)).isEmpty();
        many.put("one_more", "x");
        assertThat(to(many)).startsWith("The image has 129 properties; Glance v1 takes 128.");

        var large = new HashMap<String, String>();
        IntStream.range(0, 5).forEach(i -> large.put("p" + i, "x".repeat(11_000)));
        assertThat(to(large)).isEmpty();
        large.put("one_more", "x".repeat(4_000));
        assertThat(to(large)).startsWith("All properties together are ");
    }
}
