package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogLineTest {

    @Test
    void isOneLineWhateverAPersonIsCalled() {
        var line =
                new LogLine("action")
                        .with(
                                "user",
                                Optional.of("eve\r\n\u001b[2J\u2028\u202e\u0085\" admin=\"x\\"))
                        .with("nothing", Optional.empty())
                        .with("project", Optional.of("köpfchen 🙂"));

        assertThat(line)
                .hasToString(
                        "action user=\"eve\\u{d}\\u{a}\\u{1b}[2J\\u{2028}\\u{202e}\\u{85}\\\" admin=\\\"x\\\\\" project=\"köpfchen 🙂\"");
    }

    @Test
    void isNotEndless() {
        var line = new LogLine("action").with("path", Optional.of("x".repeat(100_000)));

        assertThat(line.toString()).hasSizeLessThan(300).endsWith("x…\"");
    }
}
