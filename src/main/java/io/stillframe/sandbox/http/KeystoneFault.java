package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;

/** How Keystone writes an error. */
final class KeystoneFault {

    private static final String NOT_UNDERSTOOD =
            " The server could not comply with the request since it is either malformed or otherwise incorrect. The"
                    + " client is assumed to be in error.";

    private KeystoneFault() {}

    static Answer of(Refused refused, String authUrl) {
        return switch (refused.status()) {
            case 400 -> of(400, refused.words(), "Bad Request");
            case 401 ->
                    of(401, refused.words(), "Unauthorized")
                            .with("WWW-Authenticate", "Keystone uri=\"" + authUrl + "\"");
            case 403 -> of(403, refused.words(), "Forbidden");
            default -> of(404, refused.words(), "Not Found");
        };
    }

    static Answer of(int status, String message, String title) {
        return Answer.json(
                status,
                Json.object(
                        "error",
                        Json.object()
                                .put("code", status)
                                .put("message", message)
                                .put("title", title)));
    }

    static Refused notUnderstood(String complaint) {
        return new Refused(400, complaint + NOT_UNDERSTOOD);
    }

    static Refused unauthenticated() {
        return new Refused(401, "The request you have made requires authentication.");
    }

    /**
     * @param what a rule of its policy, or in words
     */
    static Refused forbidden(String what) {
        return new Refused(
                403, "You are not authorized to perform the requested action: %s.".formatted(what));
    }
}
