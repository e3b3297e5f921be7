package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationRulesTest {

    private static final LocationRules RULES =
            new LocationRules(Set.of("files.example.org", "mirror.example.org:8080", "[::1]:81"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.org/disk.raw",
                "http://files.example.org/a%20b",
                "http://files.example.org:80/x",
                "https://files.example.org:443",
                "https://FILES.example.org/x",
                "http://mirror.example.org:8080/x",
                "https://mirror.example.org:8080/x",
                "http://[::1]:81/x",
            })
    void takesWhatIsOnAHostThatTheOperatorAllows(String url) {
        assertThat(RULES.accepted(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/x, 'example.org'",
        "https://files.example.org.evil.org/x, stillframe.location-hosts",
        "https://evil.org/files.example.org, stillframe.location-hosts",
        "https://evil.org?files.example.org, stillframe.location-hosts",
        "https://sub.files.example.org/x, stillframe.location-hosts",
        "https://files.example.org./x, stillframe.location-hosts",
        "https://files.example.org:8443/x, stillframe.location-hosts",
        "http://files.example.org:443/x, stillframe.location-hosts",
        "https://mirror.example.org/x, stillframe.location-hosts",
        "http://127.0.0.1/x, stillframe.location-hosts",
        "https://files.example.org@evil.org/x, user or password",
        "https://user:secret@files.example.org/x, user or password",
        "https://@files.example.org/x, user or password",
        "cinder://5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11, would delete the volume",
        "cinder://store/5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11, would delete the volume",
        "file:///etc/passwd, Glance's own machine",
        "swift+https://x/y, 'swift+https'",
        "rbd://a/b/c/d, 'rbd'",
        "HTTPS://files.example.org/x, 'HTTPS'",
    })
    void refusesTheLocation(String url, String said) {
        assertThat(refusal(url, "location-not-allowed")).contains(said).doesNotContain("secret@");
    }

    @ParameterizedTest
    @CsvSource({
        "'', must begin with",
        "files.example.org/x, must begin with",
        "//files.example.org/x, must begin with",
        "https:files.example.org, not a URL",
        "https://, not a URL",
        "https:///x, not a URL",
        "https://files_example.org/x, not a URL",
        "https://files.example.org\\@evil.org/x, not a URL",
        "https://files.example.org:x/y, not a URL",
        "https://files.example.org/%zz, not a URL",
        "https://files.example.org/x#y, fragment",
        "https://files.example.org/a b, printable ASCII",
        "https://files.example.org/ü, printable ASCII",
        "' https://files.example.org/x', printable ASCII",
    })
    void refusesWhatIsNoUrl(String url, String said) {
        assertThat(refusal(url, "invalid-request")).contains(said);
    }

    @Test
    void refusesControlCharactersAndWhatIsTooLong() {
        var url = "https://files.example.org/";

        assertThat(refusal(url + "\t", "invalid-request")).contains("printable ASCII");
        assertThat(refusal(url + "\n", "invalid-request")).contains("printable ASCII");
        assertThat(refusal(url + "x".repeat(2_000), "invalid-request")).contains("2000");
    }

    @Test
    void refusesAQueryWhichMayHoldASecret() {
        assertThat(refusal("https://files.example.org/x?signature=y", "location-not-allowed"))
                .contains("query")
                .doesNotContain("signature");
    }

    @Test
    void saysWhatLocationsAreIfSeveralAreSent() {
        assertThat(refusal(List.of("https://files.example.org/x"), "location-not-allowed"))
                .contains("mirrors of one and the same binary")
                .contains("block_device_mapping");
        assertThat(refusal(5, "invalid-request")).contains("must be a text");
    }

    @Test
    void allowsNoHostUnlessTheOperatorDoes() {
        assertThatThrownBy(
                        () -> new LocationRules(Set.of()).accepted("https://files.example.org/x"))
                .isInstanceOf(Trouble.class);
    }

    private static String refusal(Object location, String type) {
        var problem = catchThrowableOfType(Trouble.class, () -> RULES.accepted(location)).problem();
        assertThat(problem.type()).as(problem.detail()).isEqualTo(type);
        return problem.detail();
    }
}
