package io.stillframe.chart;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a chart comes to. */
public record Manifests(List<JsonNode> all) {

    public Manifests(String yaml) {
        this(read(yaml));
    }

    private static List<JsonNode> read(String yaml) {
        try (var documents = Chart.YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    Stream<JsonNode> of(String kind) {
        return all.stream().filter(manifest -> manifest.path("kind").asString().equals(kind));
    }

    public JsonNode the(String kind) {
        var found = of(kind).toList();
        if (found.size() != 1) {
            throw new AssertionError("There are %d of %s.".formatted(found.size(), kind));
        }
        return found.getFirst();
    }

    /** Those of the Deployment, and of the chart's test. */
    List<JsonNode> podSpecs() {
        return List.of(the("Deployment").at("/spec/template/spec"), the("Pod").path("spec"));
    }

    JsonNode container() {
        return the("Deployment").at("/spec/template/spec/containers/0");
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asString();
    }

    /** Of the service; what comes from a Secret is empty. */
    Map<String, String> environment() {
        var all = new HashMap<String, String>();
        container()
                .path("env")
                .forEach(variable ->
                        all.put(
                                variable.path("name").asString(),
                                variable.path("value").asString("")));
        return all;
    }

    /** The application.yaml that is mounted; empty if there is none. */
    String settings() {
        return of("ConfigMap")
                .map(map -> map.path("data").path("application.yaml").asString(""))
                .collect(Collectors.joining());
    }
}
