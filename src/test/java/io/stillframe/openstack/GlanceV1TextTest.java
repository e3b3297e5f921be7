package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlanceV1TextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%5B%7B%22snapshot_id%22:%22s1%22%7D%5D|[{\"snapshot_id\":\"s1\"}]",
                "%C3%9Cber|Über",
                "a%20b|a b",
                "50%2520off|50%20off",
                "%F0%9F%98%80|😀",
                "a%7Eb%20c|a~b c"
            })
    void readsWhatNewerClientsLeft(String kept, String meant) {
        assertThat(GlanceV1Text.read(kept)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "100%",
                "50% off",
                "%",
                "%4",
                "%zz",
                "100%41",
                "%c3%9c",
                "%FF",
                "%C3",
                "a b%20c",
                "ü%20",
                "%41",
                "[%20]",
                "%ED%A0%80"
            })
    void takesNothingElseForEncoded(String text) {
        assertThat(GlanceV1Text.read(text)).isEqualTo(text);
        assertThat(GlanceV1Text.sent(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"50%20off", "%C3%9C", "%2520", "%25", "~%7E%20", "%7E", "/a:%0A"})
    void sendsATextEncodedThatWouldBeMisread(String text) {
        assertThat(GlanceV1Text.sent(text)).isNotEqualTo(text);
        assertThat(GlanceV1Text.read(GlanceV1Text.sent(text))).isEqualTo(text);
    }

    @Test
    void sendsATextAsItIsWhereItCan() {
        assertThat(GlanceV1Text.sent("50%20off")).isEqualTo("50%2520off");
        assertThat(GlanceV1Text.sent("[{\"ü\": 1}]")).isEqualTo("[{\"ü\": 1}]");
    }

    @Test
    void readsLongTexts() {
        var text = "%22a".repeat(50_000);

        assertThat(GlanceV1Text.read(text)).isEqualTo("\"a".repeat(50_000));
    }

    @Test
    void knowsWhatIsKeptInOneFormOnly() {
        assertThat(GlanceV1Text.hasOneForm("a-b_c.d/e:f0")).isTrue();
        for (var text : new String[] {"a b", "ü", "%", "~", "a+b"}) {
            assertThat(GlanceV1Text.hasOneForm(text)).as(text).isFalse();
        }
    }
}
