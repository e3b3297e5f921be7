package io.stillframe.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the service says of itself in its OpenAPI document. */
record Served(JsonNode document) {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "patch", "delete", "head", "options", "trace");

    /**
     * One operation.
     *
     * @param query names of parameters
     * @param fields of the body; empty if there is none
     * @param statuses that are documented
     */
    record Operation(
            String method,
            String path,
            List<String> query,
            List<String> headers,
            List<String> fields,
            Set<String> statuses) {

        boolean hasId() {
            return path.contains("{id}");
        }

        String at(String id) {
            return path.replace("{id}", id);
        }

        boolean looks() {
            return method.equals("GET");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue().properties().stream()
                                .filter(method -> METHODS.contains(method.getKey()))
                                .forEach(method ->
                                        operations.add(
                                                operation(
                                                        path.getKey(),
                                                        method.getKey(),
                                                        method.getValue()))));
        return operations;
    }

    private Operation operation(String path, String method, JsonNode said) {
        return new Operation(
                method.toUpperCase(Locale.ROOT),
                path,
                parameters(said, "query"),
                parameters(said, "header"),
                fields(said.at("/requestBody/content/application~1json/schema/$ref").asString("")),
                new TreeSet<>(said.get("responses").propertyNames()));
    }

    private static List<String> parameters(JsonNode operation, String in) {
        return operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString().equals(in))
                .map(parameter -> parameter.path("name").asString())
                .toList();
    }

    private List<String> fields(String reference) {
        return reference.isEmpty()
                ? List.of()
                : List.copyOf(schema(reference).path("properties").propertyNames());
    }

    /** The keys of an entry of a mapping. */
    List<String> mappingKeys() {
        return List.copyOf(schema("BlockDevice").path("properties").propertyNames());
    }

    private JsonNode schema(String reference) {
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        return document.at("/components/schemas").path(name);
    }

    Set<String> problems() {
        return schema("Problem")
                .at("/properties/type/enum")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
    }
}
