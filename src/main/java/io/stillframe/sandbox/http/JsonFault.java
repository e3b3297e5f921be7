package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;

/** How Nova and Cinder write an error, and how all but Glance answer a bad token. */
final class JsonFault {

    private JsonFault() {}

    static Answer of(Refused refused) {
        var body = Json.object().put("code", refused.status()).put("message", refused.words());
        if (refused.status() == 413) {
            body.put("retryAfter", "0");
        }
        var answer = Answer.json(refused.status(), Json.object(name(refused.status()), body));
        return refused.status() == 413 ? answer.with("Retry-After", "0") : answer;
    }

    static Answer unauthorized(String authUrl) {
        return Answer.json(
                        401,
                        Json.object(
                                "error",
                                Json.object()
                                        .put("code", 401)
                                        .put("title", "Unauthorized")
                                        .put(
                                                "message",
                                                "The request you have made requires authentication.")))
                .with("Www-Authenticate", "Keystone uri=\"" + authUrl + "\"");
    }

    private static String name(int status) {
        return switch (status) {
            case 400 -> "badRequest";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "itemNotFound";
            case 405 -> "badMethod";
            case 409 -> "conflictingRequest";
            case 413 -> "overLimit";
            case 415 -> "badMediaType";
            case 503 -> "serviceUnavailable";
            default -> "computeFault";
        };
    }
}
