package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Faults;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Call counts and faults for a test in another process; no service, so without a token. */
final class SandboxApi {

    private final Calls calls;
    private final Faults faults;

    SandboxApi(Calls calls, Faults faults) {
        this.calls = calls;
        this.faults = faults;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        return RouterFunctions.route()
                .route(
                        RequestPredicates.GET("/sandbox/calls"),
                        r -> gateway.handleUndisturbed(_ -> counts(), r))
                .route(
                        RequestPredicates.DELETE("/sandbox/calls"),
                        r -> gateway.handleUndisturbed(_ -> reset(), r))
                .route(
                        RequestPredicates.GET("/sandbox/faults"),
                        r -> gateway.handleUndisturbed(_ -> faults(), r))
                .route(
                        RequestPredicates.PUT("/sandbox/faults"),
                        r -> gateway.handleUndisturbed(this::replace, r))
                .route(
                        RequestPredicates.DELETE("/sandbox/faults"),
                        r -> gateway.handleUndisturbed(_ -> clear(), r))
                .build();
    }

    private Answer counts() {
        return Answer.json(
                200,
                Json.object("calls", Json.MAPPER.valueToTree(calls.asMap()))
                        .put("total", calls.total()));
    }

    private Answer reset() {
        calls.reset();
        return Answer.empty(204);
    }

    private Answer clear() {
        faults.clear();
        return Answer.empty(204);
    }

    private Answer faults() {
        return Answer.json(
                200, Json.object("faults", Json.array(faults.list(), SandboxApi::render)));
    }

    private Answer replace(Call call) {
        var wanted = new ArrayList<Fault>();
        try {
            for (var each : Json.MAPPER.readTree(call.body()).path("faults")) {
                wanted.add(read(each));
            }
        } catch (JacksonException | IllegalArgumentException | DateTimeException wrong) {
            return Answer.json(400, Json.object().put("error", wrong.getMessage()));
        }
        faults.replace(wanted);
        return faults();
    }

    private static ObjectNode render(Fault fault) {
        var node =
                Json.object().put("service", fault.service()).put("operation", fault.operation());
        switch (fault.effect()) {
            case Effect.Slow(var delay) ->
                    node.put("effect", "slow").put("delay", delay.toString());
            case Effect.Refuse(int status, var body) ->
                    node.put("effect", "refuse").put("status", status).put("body", body);
            case Effect.LoseReply() -> node.put("effect", "lose-reply");
            case Effect.ActLate(var delay) ->
                    node.put("effect", "act-late").put("delay", delay.toString());
            case Effect.Hang() -> node.put("effect", "hang");
            case Effect.Fail(var why) -> node.put("effect", "fail").put("why", why);
            case Effect.Busy() -> node.put("effect", "busy");
        }
        if (fault.pattern() != null) {
            node.put("matching", fault.pattern().pattern());
        }
        return node.put("probability", fault.probability()).put("times", fault.times());
    }

    private static Fault read(JsonNode node) {
        var name = node.path("effect").asString("").toLowerCase(Locale.ROOT);
        Effect effect =
                switch (name) {
                    case "slow" -> new Effect.Slow(delay(node));
                    case "refuse" ->
                            new Effect.Refuse(
                                    node.path("status").asInt(503), node.path("body").asString(""));
                    case "lose-reply" -> new Effect.LoseReply();
                    case "act-late" -> new Effect.ActLate(delay(node));
                    case "hang" -> new Effect.Hang();
                    case "fail" ->
                            new Effect.Fail(
                                    node.path("why").asString("Snapshot failed to create."));
                    case "busy" -> new Effect.Busy();
                    default ->
                            throw new IllegalArgumentException(
                                    "effect must be slow, refuse, lose-reply, act-late, hang, fail or busy, not '%s'"
                                            .formatted(name));
                };
        var fault =
                Fault.at(
                                node.path("service").asString("*"),
                                node.path("operation").asString("*"),
                                effect)
                        .withProbability(node.path("probability").asDouble(1))
                        .times(node.path("times").asInt(Integer.MAX_VALUE));
        return node.has("matching") ? fault.matching(node.path("matching").asString("")) : fault;
    }

    /** As ISO 8601 writes it, or in milliseconds. */
    private static Duration delay(JsonNode node) {
        var delay = node.path("delay");
        return delay.isNumber()
                ? Duration.ofMillis(delay.asLong())
                : Duration.parse(delay.asString("PT1S"));
    }
}
