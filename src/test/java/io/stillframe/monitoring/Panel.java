package io.stillframe.monitoring;

import io.stillframe.Web;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One of the chart's dashboard.
 *
 * @param place on a grid that is 24 wide
 */
record Panel(int id, String title, String unit, Place place, List<Target> targets) {

    static final Path FILE = Path.of("helm", "stillframe", "files", "dashboard.json");

    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    record Target(Expression expression, String legend) {

        /** Those that the legend speaks of. */
        List<String> legendLabels() {
            return LABEL.matcher(legend).results().map(found -> found.group(1)).toList();
        }
    }

    record Place(int x, int y, int w, int h) {

        static Place from(JsonNode json) {
            return new Place(
                    json.path("x").asInt(),
                    json.path("y").asInt(),
                    json.path("w").asInt(),
                    json.path("h").asInt());
        }

        boolean overlaps(Place other) {
            return x < other.x + other.w
                    && other.x < x + w
                    && y < other.y + other.h
                    && other.y < y + h;
        }
    }

    static JsonNode dashboard() {
        return Web.JSON.readTree(FILE);
    }

    /** Rows have none. */
    static List<Panel> all() {
        return dashboard()
                .path("panels")
                .valueStream()
                .filter(panel -> panel.has("targets"))
                .map(Panel::from)
                .toList();
    }

    /** As Grafana would ask: with values in the place of its variables. */
    Panel with(Map<String, String> variables) {
        var asked =
                targets.stream()
                        .map(target ->
                                new Target(
                                        new Expression(
                                                replaced(target.expression().text(), variables)),
                                        target.legend()))
                        .toList();
        return new Panel(id, title, unit, place, asked);
    }

    private static String replaced(String text, Map<String, String> variables) {
        var replaced = text;
        for (var variable : variables.entrySet()) {
            replaced = replaced.replace("$" + variable.getKey(), variable.getValue());
        }
        return replaced;
    }

    private static Panel from(JsonNode json) {
        return new Panel(
                json.path("id").asInt(),
                json.path("title").asString(),
                json.at("/fieldConfig/defaults/unit").asString(""),
                Place.from(json.path("gridPos")),
                json.path("targets")
                        .valueStream()
                        .map(target ->
                                new Target(
                                        new Expression(target.path("expr").asString()),
                                        target.path("legendFormat").asString()))
                        .toList());
    }

    @Override
    public String toString() {
        return title;
    }
}
