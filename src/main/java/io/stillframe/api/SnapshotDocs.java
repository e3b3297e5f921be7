package io.stillframe.api;

import io.swagger.v3.oas.annotations.Operation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of each request about snapshots. */
final class SnapshotDocs {

    private SnapshotDocs() {}

    @Operation(summary = "Take a snapshot of a server", operationId = "createSnapshot")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Create {}

    @Operation(summary = "Read a snapshot", operationId = "readSnapshot")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Read {}

    @Operation(summary = "List the snapshots", operationId = "listSnapshots")
    @Retention(RetentionPolicy.RUNTIME)
    @interface ListAll {}

    @Operation(summary = "Delete a snapshot", operationId = "deleteSnapshot")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Delete {}

    @Operation(summary = "List what happened to a snapshot", operationId = "listEvents")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Events {}
}
