package io.stillframe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Nobody is told of anything without knowing what to do. What takes {@code promtool} is skipped
 * where there is none.
 */
class AlertsTest {

    private static final Path CASES =
            Path.of("src", "test", "resources", "monitoring", "alerts_test.yaml");
    private static final Pattern PARAGRAPHS =
            Pattern.compile("(?ms)^## When an alert fires$(.*?)^## ");
    private static final Pattern PARAGRAPH = Pattern.compile("(?m)^### (.+)\n\n.+");

    static Stream<Alert> alerts() {
        return Alert.all().stream();
    }

    @Test
    void areReadByPrometheus() {
        Program.PROMTOOL.isNeeded();

        var checked = Program.PROMTOOL.run("check", "rules", Alert.FILE.toString());

        assertThat(checked.code()).as("%s", checked.output()).isZero();
        assertThat(checked.output()).contains(Alert.all().size() + " rules found");
    }

    @Test
    void fireWhenTheyShould() {
        Program.PROMTOOL.isNeeded();

        var tested = Program.PROMTOOL.run("test", "rules", CASES.toString());

        assertThat(tested.code()).as("%s", tested.output()).isZero();
    }

    @Test
    void areEachSeenToFireAndNotToFire() {
        var cases =
                Alert.YAML
                        .readTree(CASES)
                        .path("tests")
                        .valueStream()
                        .flatMap(test -> test.path("alert_rule_test").valueStream())
                        .toList();

        assertThat(alerts().map(Alert::name).toList())
                .containsExactlyInAnyOrderElementsOf(named(cases, true))
                .containsExactlyInAnyOrderElementsOf(named(cases, false));
    }

    private static List<String> named(List<JsonNode> cases, boolean firing) {
        return cases.stream()
                .filter(one -> one.path("exp_alerts").isEmpty() != firing)
                .map(one -> one.path("alertname").asString())
                .distinct()
                .toList();
    }

    @Test
    void haveAParagraphEachOfWhatToDo() throws IOException {
        var page = PARAGRAPHS.matcher(Files.readString(Path.of("docs/operations.md")));
        assertThat(page.find()).isTrue();

        var headings =
                PARAGRAPH.matcher(page.group(1)).results().map(found -> found.group(1)).toList();

        assertThat(headings).containsExactlyElementsOf(alerts().map(Alert::name).toList());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void sayHowBadItIsAndWhatItMeans(Alert alert) {
        assertThat(alert.severity()).isIn("critical", "warning");
        assertThat(alert.says("summary")).endsWith(".");
        assertThat(alert.says("description")).endsWith(".");
        assertThat(alert.says("runbook_url"))
                .isEqualTo("docs/operations.md#" + alert.name().toLowerCase(Locale.ROOT));
    }

    /** Other services on the same Prometheus have some of these metrics, too. */
    @ParameterizedTest
    @MethodSource("alerts")
    void lookAtOurJobAloneAndSayWhoseItIs(Alert alert) {
        var expression = alert.expression();

        assertThat(expression.bare()).isEmpty();
        assertThat(expression.selectors())
                .isNotEmpty()
                .allMatch(selector -> selector.says("job=\"stillframe\""));
        assertThat(expression.labels()).contains("namespace", "job");
    }
}
