package io.stillframe.snapshot;

import io.stillframe.workflow.Problem;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every kind of problem that a caller can meet: a stable name, the HTTP status it comes with, and a
 * title.
 */
public enum ProblemType {
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    UNKNOWN_STRATEGY("unknown-strategy", 400, "No such strategy"),
    UNKNOWN_CONSISTENCY("unknown-consistency", 400, "No such consistency"),
    UNAUTHENTICATED("unauthenticated", 401, "A valid token is needed"),
    RIGHTS_EXPIRED(Problem.RIGHTS_EXPIRED, 401, "The caller's rights have ended"),
    FORBIDDEN("forbidden", 403, "Not allowed"),
    NOT_FOUND("not-found", 404, "Not found"),
    SERVER_NOT_FOUND("server-not-found", 404, "No such server"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Not possible here"),
    NOT_ACCEPTABLE("not-acceptable", 406, "No such representation"),
    SERVER_BUSY("server-busy", 409, "The server is busy"),
    VOLUME_BUSY("volume-busy", 409, "A volume is busy"),
    SNAPSHOT_IN_PROGRESS("snapshot-in-progress", 409, "A snapshot of this server is under way"),
    WRONG_STATUS("wrong-status", 409, "Not in this status"),
    IMAGE_PROTECTED("image-protected", 409, "The image is protected"),
    IMAGE_OF_SNAPSHOT("image-of-snapshot", 409, "The image belongs to a snapshot"),
    REQUEST_TOO_LARGE("request-too-large", 413, "The request is too large"),
    REQUEST_LINE_TOO_LONG("request-line-too-long", 414, "The path and query are too long"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "JSON is needed"),
    IMAGE_BACKED("image-backed", 422, "The server does not boot from a volume"),
    SERVER_STATUS("server-status", 422, "The server's status does not allow a snapshot"),
    VOLUME_STATUS("volume-status", 422, "A volume's status does not allow a snapshot"),
    ROOT_AMBIGUOUS("root-ambiguous", 422, "The root volume is not clear"),
    ROOT_EXCLUDED("root-excluded", 422, "The root volume cannot be left out"),
    VOLUME_NOT_ATTACHED("volume-not-attached", 422, "Not a volume of this server"),
    OTHER_PROJECT("other-project", 422, "Not all is of one project"),
    VISIBILITY("visibility-not-allowed", 422, "Only private images"),
    STRATEGY_UNAVAILABLE("strategy-unavailable", 422, "The strategy does not work here"),
    UNSUPPORTED_BY_GLANCE("unsupported-by-glance", 422, "This Glance cannot hold that"),
    INVALID_MAPPING("invalid-mapping", 422, "The mapping would not boot"),
    LOCATION_NOT_ALLOWED("location-not-allowed", 422, "Not a location for an image"),
    OVER_QUOTA("over-quota", 422, "Over quota"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The key belongs to another request"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
    TOO_MANY_SNAPSHOTS("too-many-snapshots", 429, "Too many at the same time"),
    VOLUME_SNAPSHOT_FAILED(
            "volume-snapshot-failed", 502, "Cinder could not take a volume snapshot"),
    VOLUME_SNAPSHOT_LEFT("volume-snapshot-left", 502, "Cinder could not delete a volume snapshot"),
    IMAGE_VOLUME_LEFT("image-volume-left", 502, "Cinder could not delete an image volume"),
    IMAGE_CHANGED("image-changed", 502, "The image is not as it was sent"),
    IMAGE_LEFT("image-left", 502, "Glance could not delete the image"),
    TOOK_TOO_LONG("took-too-long", 504, "It took too long"),
    INTERNAL_ERROR("internal-error", 500, "A mistake in Stillframe"),
    DATABASE_UNAVAILABLE("database-unavailable", 503, "The database does not answer"),
    CLOUD_REFUSED("cloud-refused", 502, "A cloud service refused"),
    CLOUD_FORBIDDEN("cloud-forbidden", 502, "A cloud service does not allow it to us"),
    CLOUD_NOT_AUTHENTICATED(
            "cloud-not-authenticated", 502, "The cloud does not accept our credentials"),
    CLOUD_UNEXPECTED("cloud-unexpected", 502, "A cloud service answered with something unexpected"),
    CLOUD_BUSY("cloud-busy", 503, "A cloud service asks us to wait"),
    CLOUD_UNAVAILABLE("cloud-unavailable", 503, "A cloud service does not answer"),
    CLOUD_TIMEOUT("cloud-timeout", 504, "A cloud service did not answer in time");

    private final String word;
    private final int status;
    private final String title;

    ProblemType(String word, int status, String title) {
        this.word = word;
        this.status = status;
        this.title = title;
    }

    /** The stable name, the last part of {@code urn:stillframe:problem:<name>}. */
    public String word() {
        return word;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public static Optional<ProblemType> of(String word) {
        return Stream.of(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** A definite no: nothing happened, and asking again would not help. */
    public Problem refusal(String sentence) {
        return Problem.refusal(word, sentence);
    }

    /** Not now: nothing happened, and it may work later. */
    public Problem busy(String sentence) {
        return Problem.busy(word, sentence);
    }
}
