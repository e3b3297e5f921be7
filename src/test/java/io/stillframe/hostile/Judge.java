package io.stillframe.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Says what is wrong with an answer to a hostile request: refusals must be problems as documented,
 * and what was accepted must have been taken as it was sent.
 */
record Judge(Served served, Set<String> types, List<String> secrets) {

    /** What a caller must not learn: how we are made. */
    private static final Pattern INSIDES =
            Pattern.compile(
                    "\\bat [\\w.$/]+\\([\\w.]*(:\\d+)?\\)|[a-z]\\.[A-Z]\\w+(Exception|Error)\\b|io\\.stillframe|org\\.springframework|tools\\.jackson|com\\.fasterxml|reactor\\.|io\\.netty|java\\.(lang|util|net|io)\\.|jdk\\.internal|org\\.h2|Hibernate|Whitelabel|Caused by");

    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");

    /** Kept as they were sent, under the same name in the answer. */
    private static final List<String> ECHOED =
            List.of("name", "description", "visibility", "protected", "min_disk", "min_ram");

    /** Of no consequence when they are null or empty. */
    private static final List<String> SAYING_NOTHING = List.of("null", "[]", "{}");

    static Judge of(Served served, String... secrets) {
        return new Judge(served, served.problems(), List.of(secrets));
    }

    List<String> objections(Request request, Answer answer) {
        var objections = new ArrayList<String>();
        if (answer.status() >= 500) {
            objections.add("a mistake of ours");
        } else if (answer.status() >= 400) {
            objections.addAll(toRefusal(request, answer));
        } else if (answer.status() >= 300 && answer.status() != 304) {
            objections.add("leads elsewhere");
        } else if (request.what().startsWith(Attacks.NO_VALUE)) {
            objections.add("takes it");
        } else if (!LOOKING.contains(request.method())) {
            objections.addAll(toAcceptance(request, answer));
        }
        objections.addAll(toWords(request, answer));
        return objections.stream()
                .map(objection -> "%s\n    %s\n    → %s".formatted(objection, request, answer))
                .toList();
    }

    private List<String> toRefusal(Request request, Answer answer) {
        if (request.method().equals("HEAD")) {
            return List.of();
        }
        var problem = answer.json();
        var objections = new ArrayList<String>();
        if (!answer.header("content-type").startsWith("application/problem+json")) {
            objections.add("no problem");
        }
        if (!types.contains(problem.path("type").asString(""))) {
            objections.add("a problem of an unknown type");
        }
        if (problem.path("status").asInt(0) != answer.status()) {
            objections.add("a problem with another status");
        }
        if (problem.path("title").asString("").isBlank()
                || problem.path("detail").asString("").isBlank()) {
            objections.add("a problem without words");
        }
        documented(request)
                .filter(operation -> !operation.statuses().contains(answer.status() + ""))
                .forEach(operation ->
                        objections.add(
                                "%s does not document %d".formatted(operation, answer.status())));
        return objections;
    }

    /** The operation that the request is one of, as its path is. */
    private Stream<Served.Operation> documented(Request request) {
        return served.operations().stream()
                .filter(operation -> operation.method().equals(request.method()))
                .filter(operation ->
                        request.target()
                                .matches(
                                        Pattern.quote(operation.path())
                                                        .replace("{id}", "\\E[0-9a-f-]{36}\\Q")
                                                + "(\\?.*)?"));
    }

    private List<String> toWords(Request request, Answer answer) {
        var words = answer.headers() + answer.body();
        var objections = new ArrayList<String>();
        var insides = INSIDES.matcher(answer.body());
        if (insides.find()
                && !request.onTheWire(0).contains(insides.group())
                && !request.target().contains("api-docs")) {
            objections.add("tells of our insides: " + insides.group());
        }
        if (secrets.stream().anyMatch(words::contains)) {
            objections.add("tells a secret");
        }
        if (!answer.header("x-forged").isEmpty() || !answer.header("set-cookie").isEmpty()) {
            objections.add("has a header of the caller's making");
        }
        return objections;
    }

    private static List<String> toAcceptance(Request request, Answer answer) {
        if (request.method().equals("DELETE")) {
            return List.of("deletes");
        }
        if (request.body() == null) {
            return List.of("does something");
        }
        JsonNode sent;
        try {
            sent = Answer.JSON.readTree(request.body().getBytes(StandardCharsets.ISO_8859_1));
        } catch (JacksonException notJson) {
            return List.of("accepts what is no JSON");
        }
        var told = answer.json();
        var objections = new ArrayList<String>();
        for (var field : sent.properties()) {
            var value = field.getValue();
            if (!SAYING_NOTHING.contains(value.toString())
                    && !kept(field.getKey(), value, told, answer.status())) {
                objections.add("does not keep " + field.getKey());
            }
        }
        return objections;
    }

    private static boolean kept(String field, JsonNode sent, JsonNode told, int status) {
        return switch (field) {
            case "properties", "replace_properties" ->
                    status == 202
                            || sent.properties().stream()
                                    .allMatch(each ->
                                            each.getValue()
                                                    .equals(
                                                            told.path("properties")
                                                                    .path(each.getKey())));
            case "block_device_mapping" -> entryKept(sent.path(0), told);
            case "server_id" ->
                    status == 200 || told.at("/server/id").asString("").equals(lower(sent));
            case "root_in_mapping" -> sent.isBoolean();
            case "strategy" -> true; // an unknown one is refused, and a known one no attack
            case "remove_properties" ->
                    sent.valueStream()
                            .noneMatch(name -> told.path("properties").has(name.asString("")));
            default ->
                    ECHOED.contains(field)
                            && (status == 200 && told.path(field).isMissingNode()
                                    || told.path(field).equals(sent));
        };
    }

    /** In an image they are written as Nova writes them; what is null there was not said. */
    private static boolean entryKept(JsonNode sent, JsonNode told) {
        var entry = told.at("/block_device_mapping/0");
        return sent.properties().stream()
                .filter(each -> !each.getValue().isNull())
                .allMatch(each -> each.getValue().equals(entry.path(each.getKey())));
    }

    private static String lower(JsonNode id) {
        return id.asString("").toLowerCase(Locale.ROOT);
    }
}
