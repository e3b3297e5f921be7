package io.stillframe.api;

import static io.stillframe.snapshot.ProblemType.*;

import io.stillframe.snapshot.ProblemType;
import java.util.EnumSet;
import java.util.Set;

/** Which problems a request can come to, for the OpenAPI document. */
final class OperationProblems {

    private OperationProblems() {}

    static Set<ProblemType> of(String operation) {
        var all =
                EnumSet.of(
                        INVALID_REQUEST,
                        UNAUTHENTICATED,
                        FORBIDDEN,
                        NOT_ACCEPTABLE,
                        REQUEST_LINE_TOO_LONG,
                        TOO_MANY_REQUESTS,
                        HEADERS_TOO_LARGE,
                        INTERNAL_ERROR,
                        DATABASE_UNAVAILABLE);
        all.addAll(
                switch (operation) {
                    case SnapshotDocs.CREATE -> ofCreate();
                    case SnapshotDocs.READ, SnapshotDocs.EVENTS -> EnumSet.of(NOT_FOUND);
                    case SnapshotDocs.DELETE -> withCloud(NOT_FOUND, WRONG_STATUS);
                    case SnapshotDocs.CANCEL -> EnumSet.of(NOT_FOUND, WRONG_STATUS);
                    case SnapshotDocs.RETRY ->
                            EnumSet.of(
                                    NOT_FOUND,
                                    WRONG_STATUS,
                                    SNAPSHOT_IN_PROGRESS,
                                    TOO_MANY_SNAPSHOTS);
                    case ImageDocs.READ, CloudDocs.ABOUT -> withCloud(NOT_FOUND);
                    case ImageDocs.LIST -> withCloud(UNSUPPORTED_BY_GLANCE);
                    case ImageDocs.CHANGE ->
                            withCloud(
                                    NOT_FOUND,
                                    REQUEST_TOO_LARGE,
                                    UNSUPPORTED_MEDIA_TYPE,
                                    VISIBILITY,
                                    UNSUPPORTED_BY_GLANCE,
                                    OVER_QUOTA,
                                    IMAGE_CHANGED);
                    case ImageDocs.DELETE ->
                            withCloud(NOT_FOUND, IMAGE_PROTECTED, IMAGE_OF_SNAPSHOT);
                    case ImageDocs.CREATE -> ofCreateImage();
                    case ImageDocs.CREATION -> EnumSet.of(NOT_FOUND);
                    case CloudDocs.SERVERS -> withCloud();
                    default -> EnumSet.noneOf(ProblemType.class);
                });
        return all;
    }

    private static Set<ProblemType> ofCreate() {
        return withCloud(
                UNKNOWN_STRATEGY,
                UNKNOWN_CONSISTENCY,
                SERVER_NOT_FOUND,
                SERVER_BUSY,
                VOLUME_BUSY,
                SNAPSHOT_IN_PROGRESS,
                REQUEST_TOO_LARGE,
                UNSUPPORTED_MEDIA_TYPE,
                IMAGE_BACKED,
                SERVER_STATUS,
                VOLUME_STATUS,
                ROOT_AMBIGUOUS,
                ROOT_EXCLUDED,
                VOLUME_NOT_ATTACHED,
                OTHER_PROJECT,
                VISIBILITY,
                STRATEGY_UNAVAILABLE,
                OVER_QUOTA,
                IDEMPOTENCY_KEY_REUSED,
                TOO_MANY_SNAPSHOTS);
    }

    /** With what the run itself can come to, because the answer waits for that. */
    private static Set<ProblemType> ofCreateImage() {
        return withCloud(
                UNKNOWN_STRATEGY,
                NOT_FOUND,
                REQUEST_TOO_LARGE,
                UNSUPPORTED_MEDIA_TYPE,
                INVALID_MAPPING,
                TOO_MANY_SNAPSHOTS,
                VOLUME_BUSY,
                WRONG_STATUS,
                LOCATION_NOT_ALLOWED,
                OTHER_PROJECT,
                VISIBILITY,
                STRATEGY_UNAVAILABLE,
                UNSUPPORTED_BY_GLANCE,
                OVER_QUOTA,
                IDEMPOTENCY_KEY_REUSED,
                IMAGE_VOLUME_LEFT,
                IMAGE_CHANGED,
                IMAGE_LEFT,
                TOOK_TOO_LONG);
    }

    private static Set<ProblemType> withCloud(ProblemType... more) {
        var types =
                EnumSet.of(
                        RIGHTS_EXPIRED,
                        CLOUD_REFUSED,
                        CLOUD_FORBIDDEN,
                        CLOUD_NOT_AUTHENTICATED,
                        CLOUD_UNEXPECTED,
                        CLOUD_BUSY,
                        CLOUD_UNAVAILABLE,
                        CLOUD_TIMEOUT);
        types.addAll(Set.of(more));
        return types;
    }
}
