package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people get, to be read as a whole when it changes. To write it anew: {@code mvn
 * -Dtest=GoldenTest -Dgolden.write=true test}.
 */
class GoldenTest {

    @ParameterizedTest
    @MethodSource("io.stillframe.chart.ManifestsTest#variants")
    void rendersWhatWasReviewed(String variant) throws IOException {
        compare(variant + ".yaml", Chart.of(variant).text());
    }

    @ParameterizedTest
    @MethodSource("io.stillframe.chart.ManifestsTest#variants")
    void saysWhatToDoNext(String variant) throws IOException {
        compare(variant + ".txt", Chart.of(variant).notes());
    }

    private static void compare(String name, String text) throws IOException {
        var golden = Chart.RESOURCES.resolve("golden/" + name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }
}
