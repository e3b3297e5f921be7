package io.stillframe.monitoring;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One of the chart's. */
record Alert(String name, Expression expression, String severity, JsonNode annotations) {

    static final YAMLMapper YAML = new YAMLMapper();
    static final Path FILE = Path.of("helm", "stillframe", "files", "alerts.yaml");

    static List<Alert> all() {
        return YAML.readTree(FILE)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(Alert::from)
                .toList();
    }

    private static Alert from(JsonNode rule) {
        return new Alert(
                rule.path("alert").asString(),
                new Expression(rule.path("expr").asString()),
                rule.at("/labels/severity").asString(),
                rule.path("annotations"));
    }

    String says(String annotation) {
        return annotations.path(annotation).asString("");
    }

    @Override
    public String toString() {
        return name;
    }
}
