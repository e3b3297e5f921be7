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
                        NOT_ACCEPTABLE,
                        INTERNAL_ERROR,
                        DATABASE_UNAVAILABLE);
        all.addAll(
                switch (operation) {
                    case SnapshotDocs.CREATE -> ofCreate();
                    case SnapshotDocs.READ, SnapshotDocs.EVENTS -> EnumSet.of(NOT_FOUND);
                    case SnapshotDocs.DELETE, SnapshotDocs.CANCEL ->
                            EnumSet.of(FORBIDDEN, NOT_FOUND, WRONG_STATUS);
                    case SnapshotDocs.RETRY ->
                            EnumSet.of(FORBIDDEN, NOT_FOUND, WRONG_STATUS, SNAPSHOT_IN_PROGRESS);
                    case ImageDocs.READ, CloudDocs.ABOUT -> withCloud(NOT_FOUND);
                    case ImageDocs.LIST -> withCloud(UNSUPPORTED_BY_GLANCE);
                    case ImageDocs.CHANGE ->
                            withCloud(
                                    FORBIDDEN,
                                    NOT_FOUND,
                                    REQUEST_TOO_LARGE,
                                    UNSUPPORTED_MEDIA_TYPE,
                                    VISIBILITY,
                                    UNSUPPORTED_BY_GLANCE,
                                    OVER_QUOTA,
                                    IMAGE_CHANGED);
                    case ImageDocs.DELETE ->
                            withCloud(FORBIDDEN, NOT_FOUND, IMAGE_PROTECTED, IMAGE_OF_SNAPSHOT);
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
                FORBIDDEN,
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
                IDEMPOTENCY_KEY_REUSED);
    }

    /** With what the run itself can come to, because the answer waits for that. */
    private static Set<ProblemType> ofCreateImage() {
        return withCloud(
                UNKNOWN_STRATEGY,
                FORBIDDEN,
                NOT_FOUND,
                REQUEST_TOO_LARGE,
                UNSUPPORTED_MEDIA_TYPE,
                INVALID_MAPPING,
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
