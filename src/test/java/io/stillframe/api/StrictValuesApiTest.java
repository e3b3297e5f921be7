package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java or Jackson alone would take for a value, and no caller can have meant. */
class StrictValuesApiTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"%2B1", "%201", "%D9%A1", "%EF%BC%91", "0x1", "1e1"})
    void takesALimitInPlainDigitsOnly(String limit) {
        assertThat(get("/v1/snapshots?limit=" + limit).problem(400, "invalid-request"))
                .contains("limit must be a number from 1 to 200");
    }

    @ParameterizedTest
    @CsvSource({
        "min_disk, '', a whole number",
        "min_disk, ' ', a whole number",
        "min_ram, '\\u0000', a whole number",
    })
    void takesNoBlankTextForANumber(String field, String blank, String expected) {
        var body = "{\"name\": \"x\", \"%s\": \"%s\"}".formatted(field, blank);

        assertThat(post("/v1/images", body).problem(400, "invalid-request"))
                .contains(field + " must be " + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\t"})
    void takesNoBlankTextForAFlag(String blank) {
        var body =
                "{\"server_id\": \"%s\", \"root_in_mapping\": \"%s\"}"
                        .formatted(World.SERVER, blank);

        assertThat(post("/v1/snapshots", body).problem(400, "invalid-request"))
                .contains("root_in_mapping must be true or false");
    }
}
