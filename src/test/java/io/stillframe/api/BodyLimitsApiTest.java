package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to cost its reader much is not read. */
class BodyLimitsApiTest extends ApiTest {

    private static final String LOCATED =
            "{\"name\": \"x\", \"location\": \"https://files.example.org/x\", %s}";

    static String[] beyond() {
        return new String[] {
            "{\"location\": " + "[".repeat(100_000),
            "{\"location\": " + "{\"x\":".repeat(40) + "1" + "}".repeat(41),
            "{\"location\": " + "9".repeat(4000) + "}",
            "{\"" + "x".repeat(5000) + "\": 1}",
            "{\"name\": " + "9".repeat(4000) + "}",
            "{\"name\": 1." + "0".repeat(100_000) + "1}",
        };
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void refusesDepthAndLength(String body) {
        var sentence = post("/v1/images?wait=0", body).problem(400, "invalid-request");

        assertThat(sentence).contains("32 levels").doesNotContain("StreamRead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e9", "9999999999999999999999"})
    void takesNoHugeNumbers(String number) {
        for (var field : new String[] {"min_disk", "min_ram", "properties", "name"}) {
            var body = LOCATED.formatted("\"%s\": %s".formatted(field, number));
            post("/v1/images?wait=0", body.replace("\"name\": \"x\", ", ""))
                    .problem(400, "invalid-request");
        }
        var entry = "\"block_device_mapping\": [{\"boot_index\": %s}]".formatted(number);
        assertThat(post("/v1/images?wait=0", "{\"name\": \"x\", " + entry + "}").status())
                .isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "0x10", "01", "+1", "1.", "'x'", "tru", "\"\t\""})
    void takesOnlyWhatJsonKnows(String value) {
        post("/v1/snapshots", "{\"server_id\": %s}".formatted(value))
                .problem(400, "invalid-request");
    }

    @Test
    void takesWhatIsLongButNotTooLong() {
        var description = "x".repeat(200);

        var answer =
                post(
                        "/v1/snapshots",
                        "{\"server_id\": \"%s\", \"description\": \"%s\"}"
                                .formatted(World.SERVER, description));

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }
}
