package io.stillframe.sandbox.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON bodies, whose fields keep the order in which the real services write them. */
final class Json {

    /** In ASCII, as Python writes. */
    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode object(String name, JsonNode value) {
        return object().set(name, value);
    }

    static <T> ArrayNode array(Collection<T> items, Function<T, ? extends JsonNode> render) {
        var array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(render.apply(item)));
        return array;
    }

    static ArrayNode array(JsonNode... items) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var item : items) {
            array.add(item);
        }
        return array;
    }

    static ObjectNode strings(Map<String, ? extends @Nullable String> map) {
        var object = object();
        map.forEach(object::put);
        return object;
    }

    static ArrayNode strings(Collection<String> items) {
        var array = JsonNodeFactory.instance.arrayNode();
        items.forEach(array::add);
        return array;
    }

    static Map<String, String> stringMap(JsonNode node) {
        var map = new LinkedHashMap<String, String>();
        node.properties().forEach(e -> map.put(e.getKey(), e.getValue().asString("")));
        return map;
    }

    static ObjectNode link(String rel, String href) {
        return object().put("rel", rel).put("href", href);
    }
}
