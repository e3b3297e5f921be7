package io.stillframe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Grafana takes almost anything, and shows an empty panel. */
class DashboardTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

    static Stream<Panel> panels() {
        return Panel.all().stream();
    }

    @Test
    void hasAnIdForEachPanel() {
        assertThat(Panel.dashboard().path("panels").valueStream().map(panel -> panel.path("id")))
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void hasAPlaceForEachPanel() {
        var places =
                Panel.dashboard()
                        .path("panels")
                        .valueStream()
                        .map(panel -> Panel.Place.from(panel.path("gridPos")))
                        .toList();

        assertThat(places)
                .allSatisfy(place -> {
                    assertThat(place.x() + place.w()).isLessThanOrEqualTo(24);
                    assertThat(places.stream().filter(place::overlaps)).containsExactly(place);
                });
    }

    @Test
    void hasTheVariablesThatItUses() {
        var own =
                Panel.dashboard()
                        .at("/templating/list")
                        .valueStream()
                        .map(variable -> variable.path("name").asString())
                        .toList();
        var used =
                VARIABLE.matcher(Panel.dashboard().toString())
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !name.startsWith("__"))
                        .distinct();

        assertThat(used).containsExactlyInAnyOrderElementsOf(own);
        assertThat(
                        Panel.dashboard().findValues("datasource").stream()
                                .map(JsonNode::toString)
                                .distinct())
                .containsExactly("{\"type\":\"prometheus\",\"uid\":\"${datasource}\"}");
    }

    @ParameterizedTest
    @MethodSource("panels")
    void showsTheChosenReleasesAlone(Panel panel) {
        assertThat(panel.unit()).isNotEmpty();
        assertThat(panel.targets())
                .isNotEmpty()
                .allSatisfy(target -> {
                    assertThat(target.expression().bare()).isEmpty();
                    assertThat(target.expression().selectors())
                            .isNotEmpty()
                            .allMatch(selector -> selector.says("namespace=~\"$namespace\""))
                            .allMatch(selector -> selector.says("job=~\"$job\""));
                });
    }
}
