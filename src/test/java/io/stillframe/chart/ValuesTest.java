package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** No value without an effect, none that the schema does not know. */
class ValuesTest {

    private static final JsonNode SCHEMA =
            Chart.YAML.readTree(Chart.DIRECTORY.resolve("values.schema.json"));
    private static final ObjectNode CHANGES = Chart.object(Chart.RESOURCES.resolve("changes.yaml"));

    static Stream<String> values() {
        return leaves(Chart.defaults(), "").stream();
    }

    /** All that is no value itself, the whole included. */
    static Stream<String> groups() {
        return groups(Chart.defaults(), "").stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void haveAnEffect(String path) {
        var change = CHANGES.path(path);
        assertThat(change.isObject()).as("changes.yaml has no %s", path).isTrue();
        var start = change.path("on").asString();
        var chart = start.equals("none") ? Chart.bare() : Chart.of(start);
        var before = start.equals("none") ? List.of() : chart.rendered().all();

        var after = chart.with(path, change.path("to")).rendered().all();

        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void areAllThatIsChanged() {
        assertThat(CHANGES.propertyNames()).containsExactlyInAnyOrderElementsOf(values().toList());
    }

    @ParameterizedTest
    @MethodSource("values")
    void areOfOneType(String path) {
        var schema = schema(path);
        assertThat(schema.isMissingNode()).as("the schema has no %s", path).isFalse();
        var many = List.of("\"object\"", "\"array\"").contains(schema.path("type").toString());
        var wrong = many ? "wrong" : "[wrong]";

        var refusal = Chart.of("sandbox").with(path, Chart.YAML.readTree(wrong)).refusal();

        assertThat(refusal).contains("at '/" + path.replace('.', '/') + "'");
    }

    @ParameterizedTest
    @MethodSource("groups")
    void areAllKnown(String group) {
        var path = group.isEmpty() ? "wrong" : group + ".wrong";

        var refusal = Chart.of("sandbox").with(path, Chart.YAML.readTree("{}")).refusal();

        assertThat(refusal).contains("wrong");
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void areCheckedForWhatKubernetesWouldRefuse(String wrong) {
        assertThat(Chart.of("everything").with(wrong).refusal())
                .contains("values don't meet the specifications of the schema");
    }

    static Stream<String> wrongValues() {
        return Stream.of(
                "{replicaCount: -1}",
                "{replicaCount: 1.5}",
                "{image: {pullPolicy: Sometimes}}",
                "{imagePullSecrets: [registry]}",
                "{fullnameOverride: Frames}",
                "{cloud: {existingSecret: a_b}}",
                "{database: {persistence: {size: 5}}}",
                "{env: {STILLFRAME_ATTEMPTS: \"3\"}}",
                "{env: {JDK_JAVA_OPTIONS: -Xmx1g}}",
                "{env: {MANY: 3}}",
                "{service: {port: 70000}}",
                "{ingress: {hosts: [\"https://a.example.org\"]}}",
                "{httpRoute: {requestTimeout: 20}}",
                "{monitoring: {serviceMonitor: {interval: 30}}}",
                "{monitoring: {alerts: {labels: {release: 1}}}}",
                "{monitoring: {alerts: {runbooks: \"https://a/b.md#c\"}}}",
                "{autoscaling: {minReplicas: 0}}",
                "{resources: {claims: []}}",
                "{runAsUser: 0}",
                "{terminationGracePeriodSeconds: 30}",
                "{podLabels: {a: 1}}");
    }

    private static JsonNode schema(String path) {
        var at = SCHEMA;
        for (var key : path.split("\\.")) {
            var properties = at.path("properties").path(key);
            at =
                    resolved(
                            properties.isMissingNode()
                                    ? at.path("additionalProperties")
                                    : properties);
        }
        return at;
    }

    private static JsonNode resolved(JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : SCHEMA.at(reference.substring(1));
    }

    private static List<String> leaves(JsonNode values, String prefix) {
        var found = new ArrayList<String>();
        values.properties()
                .forEach(entry -> {
                    var path = prefix + entry.getKey();
                    if (isGroup(entry.getValue())) {
                        found.addAll(leaves(entry.getValue(), path + "."));
                    } else {
                        found.add(path);
                    }
                });
        return found;
    }

    private static List<String> groups(JsonNode values, String path) {
        var found = new ArrayList<>(List.of(path));
        values.properties().stream()
                .filter(entry -> isGroup(entry.getValue()))
                .forEach(entry ->
                        found.addAll(
                                groups(
                                        entry.getValue(),
                                        path.isEmpty()
                                                ? entry.getKey()
                                                : path + "." + entry.getKey())));
        return found;
    }

    /** An empty object is a value that people fill as they like. */
    private static boolean isGroup(JsonNode value) {
        return value.isObject() && !value.isEmpty();
    }
}
