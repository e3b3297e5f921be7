package io.stillframe.hostile;

import io.stillframe.hostile.Served.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every operation of the OpenAPI document with rubbish in the place of each thing that can be said
 * to it. The rest of each request is as it should be, so that the rubbish is what decides.
 */
final class Attacks {

    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Parameters that may be anything; the document shows the filters by property as one. */
    private static final Set<String> TEXTS = Set.of("name", "properties");

    private static final String NOTHING = "99999999-9999-4999-8999-999999999999";

    /** Begins what is hostile about that which must be refused. */
    static final String NO_VALUE = "no value of ";

    private static final int RANDOM_TEXTS = 12;
    private static final int MUTATIONS = 60;

    private final Served served;
    private final Victims victims;
    private final Random random;
    private final List<Request> requests = new ArrayList<>();

    private Attacks(Served served, Victims victims, long seed) {
        this.served = served;
        this.victims = victims;
        this.random = new Random(seed);
    }

    static List<Request> on(Served served, Victims victims, long seed) {
        var attacks = new Attacks(served, victims, seed);
        for (var operation : served.operations()) {
            attacks.ids(operation);
            attacks.parameters(operation);
            attacks.headers(operation);
            attacks.methods(operation);
            if (operation.fields().isEmpty()) {
                attacks.bodies(operation);
            } else {
                attacks.fields(operation);
                attacks.documents(operation);
            }
        }
        attacks.mappings();
        attacks.paths();
        return List.copyOf(attacks.requests);
    }

    private void add(String what, Request request) {
        requests.add(request.because(what));
    }

    /** As it should be. */
    private Request sound(Operation operation) {
        var request = Request.of(operation.method(), operation.at(id(operation)));
        return operation.fields().isEmpty() ? request : request.saying(body(operation, "", ""));
    }

    /** Where nothing is made of it. */
    private Request leadingNowhere(Operation operation) {
        var sound = sound(operation);
        return operation.method().equals("POST") && !operation.hasId()
                ? sound.saying("{\"server_id\":\"%s\"}".formatted(NOTHING))
                : sound;
    }

    /** What is looked at or may be changed; what would do harm is aimed at nothing. */
    private String id(Operation operation) {
        return switch (operation.method()) {
            case "GET" -> victims.idFor(operation.path());
            case "PATCH" -> victims.nextImage();
            default -> NOTHING;
        };
    }

    private void ids(Operation operation) {
        if (!operation.hasId()) {
            return;
        }
        var real = victims.idFor(operation.path());
        for (var rubbish : Rubbish.ids(real)) {
            add("an id", sound(operation).to(operation.at(rubbish)));
        }
        add("no id", sound(operation).to(operation.at("")));
        add("a stranger's id", sound(operation).to(operation.at(victims.elsewhere())));
    }

    private void parameters(Operation operation) {
        for (var name : operation.query()) {
            for (var value : Rubbish.parameterValues()) {
                var what = TEXTS.contains(name) ? "parameter " + name : NO_VALUE + name;
                add(what, query(operation, name + "=" + value));
            }
            for (var value : Stream.concat(Rubbish.lines().stream(), texts()).toList()) {
                add("text for " + name, query(operation, name + "=" + encoded(value)));
            }
            add("twice", query(operation, name + "=1&" + name + "=2"));
            add("without a value", query(operation, name));
            add("in capitals", query(operation, name.toUpperCase(Locale.ROOT) + "=1"));
            add("as a list", query(operation, name + "[]=1"));
            add("with NUL", query(operation, name + "%00=1"));
        }
        for (var unknown :
                List.of(
                        "unknown=1",
                        "=",
                        "&&&",
                        "%00=%00",
                        "all_tenants=1",
                        "project_id=" + victims.elsewhere(),
                        "owner=x&owner=y",
                        "_method=DELETE",
                        "%6Cimit=%31%31%31%31",
                        "a".repeat(2_000) + "=1",
                        "x=1".repeat(50).replace("1x", "1&x"))) {
            add("a parameter", query(operation, unknown));
        }
    }

    private Request query(Operation operation, String query) {
        return sound(operation).to(operation.at(id(operation)) + "?" + query);
    }

    private void headers(Operation operation) {
        for (var name : operation.headers()) {
            for (var value : StrangeHeaders.values()) {
                add("header " + name, sound(operation).with(name + ": " + value));
            }
            add("twice", sound(operation).with(name + ": 1").with(name + ": 2"));
        }
        for (var line : StrangeHeaders.lines()) {
            add("a header", leadingNowhere(operation).with(line));
        }
        for (var accept : StrangeHeaders.accepts()) {
            add("accept", sound(operation).with("Accept: " + accept));
        }
        if (!operation.fields().isEmpty()) {
            for (var type : StrangeHeaders.contentTypes()) {
                var typed =
                        Request.of(operation.method(), operation.at(id(operation)))
                                .with("Content-Type: " + type);
                add("a type", typed.saying(body(operation, "", "")));
            }
        }
    }

    /** In a real path, what is not possible there. */
    private void methods(Operation operation) {
        for (var method :
                List.of(
                        "PUT",
                        "POST",
                        "PATCH",
                        "DELETE",
                        "HEAD",
                        "OPTIONS",
                        "TRACE",
                        "PROPFIND",
                        "get",
                        "X",
                        "DELETEX",
                        "POST-IT")) {
            var known =
                    served.operations().stream()
                            .anyMatch(each ->
                                    each.path().equals(operation.path())
                                            && each.method().equals(method));
            if (!known) {
                add("a method", Request.of(method, operation.at(victims.idFor(operation.path()))));
            }
        }
    }

    /** To operations that have none; those that change anything refuse it. */
    private void bodies(Operation operation) {
        for (var body : List.of("{}", "null", "[", "\u0000", "a=b", "A".repeat(300_000))) {
            add("a body", sound(operation).saying(body));
        }
    }

    private void fields(Operation operation) {
        for (var field : operation.fields()) {
            for (var literal : Rubbish.literals()) {
                add("field " + field, saying(operation, field, literal));
            }
            for (var text : Rubbish.brokenLines()) {
                var what = (field.equals("name") ? NO_VALUE : "text in ") + field;
                add(what, saying(operation, field, ESCAPING.writeValueAsString(text)));
            }
            Stream.concat(Rubbish.lines().stream(), texts())
                    .forEach(text ->
                            add(
                                    "text in " + field,
                                    saying(operation, field, Wire.bytes(quoted(text)))));
            if (field.endsWith("properties")) {
                properties(operation, field);
            }
        }
    }

    private void properties(Operation operation, String field) {
        Stream.concat(Rubbish.lines().stream(), reserved().stream())
                .forEach(name -> name("a name in " + field, operation, field, name));
        Rubbish.brokenLines().forEach(name -> name(NO_VALUE + "names", operation, field, name));
        if (field.equals("remove_properties")) {
            return;
        }
        for (var text : Stream.concat(Rubbish.lines().stream(), texts()).toList()) {
            add(
                    "a value in " + field,
                    saying(operation, field, Wire.bytes("{\"x\":%s}".formatted(quoted(text)))));
        }
        for (var text : Rubbish.brokenLines()) {
            var literal = "{\"x\":%s}".formatted(ESCAPING.writeValueAsString(text));
            add("a value in " + field, saying(operation, field, literal));
        }
    }

    private void name(String what, Operation operation, String field, String name) {
        var entry = field.equals("remove_properties") ? "[%s]" : "{%s:\"x\"}";
        add(what, saying(operation, field, entry.formatted(ESCAPING.writeValueAsString(name))));
    }

    private static List<String> reserved() {
        return List.of(
                "id",
                "ID",
                "owner",
                "Status",
                "visibility",
                "location",
                "locations",
                "block_device_mapping",
                "Block_Device_Mapping",
                "block-device-mapping",
                "bdm_v2",
                "stillframe_snapshot",
                "stillframe-snapshot",
                "os_glance_x",
                "cinder_encryption_key_id",
                "deleted",
                "a b",
                "a:b",
                "a,b",
                "a\"b",
                "ä",
                "日本",
                "x".repeat(255));
    }

    private Request saying(Operation operation, String field, String literal) {
        return Request.of(operation.method(), operation.at(id(operation)))
                .saying(body(operation, field, literal));
    }

    /** A body that can be accepted but for that field. */
    private String body(Operation operation, String field, String literal) {
        var base = victims.soundBody(operation.path(), operation.method());
        var body = new StringBuilder("{");
        base.forEach((name, value) -> {
            if (!name.equals(field)) {
                body.append(body.length() > 1 ? "," : "").append(quoted(name)).append(':');
                body.append(value);
            }
        });
        if (!field.isEmpty()) {
            body.append(body.length() > 1 ? "," : "").append(quoted(field)).append(':');
            body.append(literal);
        }
        return body.append('}').toString();
    }

    /** Whole bodies. */
    private void documents(Operation operation) {
        var target = operation.at(id(operation));
        var request = Request.of(operation.method(), target);
        add("no body", request);
        for (var literal : Rubbish.literals()) {
            add("a body", request.saying(literal));
        }
        for (var literal : Rubbish.enormous()) {
            add("an enormous body", request.saying(literal));
            add("an enormous field", saying(operation, operation.fields().getLast(), literal));
        }
        var sound = body(operation, "", "");
        add("a mark before it", request.saying("\u00ef\u00bb\u00bf" + sound + "x"));
        add("two of them", request.saying(sound + sound));
        add("an unknown field", saying(operation, "colour", "1"));
        add("a hidden field", saying(operation, "__proto__", "{}"));
        add("a class", saying(operation, "@type", "\"java.net.URL\""));
        add("a field twice", request.saying("{\"name\":\"a\",\"name\":\"b\"}"));
        add("a field twice", request.saying("{\"name\":\"a\",\"n\\u0061me\":\"b\"}"));
        for (int i = 0; i < MUTATIONS; i++) {
            add("a mutation", request.saying(mutated(sound)));
        }
    }

    private String mutated(String body) {
        var bytes = new StringBuilder(body);
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(bytes.length());
            switch (random.nextInt(3)) {
                case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 1 -> bytes.insert(at, (char) random.nextInt(256));
                default -> bytes.deleteCharAt(at);
            }
        }
        return bytes.toString();
    }

    /** Entries of a mapping, of which each key has rules of its own. */
    private void mappings() {
        for (var key : served.mappingKeys()) {
            var literals =
                    Stream.concat(
                            Rubbish.literals().stream(),
                            Stream.concat(
                                    Rubbish.lines().stream()
                                            .limit(9)
                                            .map(Attacks::quoted)
                                            .map(Wire::bytes),
                                    Rubbish.brokenLines().stream()
                                            .map(ESCAPING::writeValueAsString)));
            literals.forEach(literal ->
                    add(
                            "mapping " + key,
                            Request.of("POST", "/v1/images").saying(mapping(key, literal))));
        }
    }

    private String mapping(String key, String literal) {
        var entry = new StringBuilder();
        victims.soundEntry()
                .forEach((name, value) -> {
                    if (!name.equals(key)) {
                        entry.append(quoted(name)).append(':').append(value).append(',');
                    }
                });
        return "{\"name\":\"mapped\",\"block_device_mapping\":[{%s%s:%s}]}"
                .formatted(entry, quoted(key), literal);
    }

    /** Where nothing is. */
    private void paths() {
        for (var path : StrangePaths.ALL) {
            for (var method : List.of("GET", "POST", "DELETE", "OPTIONS")) {
                add("a path", Request.of(method, path));
            }
        }
    }

    private Stream<String> texts() {
        return Rubbish.random(random, RANDOM_TEXTS).stream();
    }

    static String quoted(String text) {
        return Answer.JSON.writeValueAsString(text);
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (char c : Wire.bytes(text).toCharArray()) {
            encoded.append('%').append("%02x".formatted((int) c));
        }
        return encoded.toString();
    }

    /** What is attacked by name: real things that the sandbox has. */
    interface Victims {

        String idFor(String path);

        /** One that may be changed. */
        String nextImage();

        /** What another project has. */
        String elsewhere();

        /** Names and JSON values. */
        Map<String, String> soundBody(String path, String method);

        Map<String, String> soundEntry();
    }
}
