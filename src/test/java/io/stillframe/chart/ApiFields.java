package io.stillframe.chart;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;

/**
 * Which fields Kubernetes requires. The classes of its own client, made of its OpenAPI, have lists
 * of them; nothing else of that client is used.
 */
final class ApiFields {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private ApiFields() {}

    static List<String> missing(JsonNode manifest) {
        var version = manifest.path("apiVersion").asString();
        var kind = manifest.path("kind").asString();
        var missing = new ArrayList<String>();
        collect(
                manifest,
                model(StringUtils.capitalize(version.substring(version.indexOf('/') + 1)) + kind),
                kind,
                missing);
        return missing;
    }

    private static void collect(JsonNode json, Type type, String at, List<String> missing) {
        switch (type) {
            case ParameterizedType list when list.getRawType() == List.class ->
                    json.valueStream()
                            .forEach(item ->
                                    collect(item, list.getActualTypeArguments()[0], at, missing));
            case ParameterizedType map when map.getRawType() == Map.class ->
                    json.valueStream()
                            .forEach(item ->
                                    collect(item, map.getActualTypeArguments()[1], at, missing));
            case Class<?> model when model.getName().startsWith(MODELS) -> {
                var required = new TreeSet<>(required(model));
                required.removeIf(json::hasNonNull);
                required.forEach(name -> missing.add(at + "." + name + " is missing"));
                Stream.of(model.getDeclaredFields())
                        .filter(field -> json.has(field.getName()))
                        .forEach(field ->
                                collect(
                                        json.path(field.getName()),
                                        field.getGenericType(),
                                        at + "." + field.getName(),
                                        missing));
            }
            default -> {}
        }
    }

    private static Class<?> model(String name) {
        try {
            return Class.forName(MODELS + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("Kubernetes has no " + name, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Collection<String> required(Class<?> model) {
        try {
            return (Collection<String>) model.getField("openapiRequiredFields").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
