package io.stillframe.api;

import io.swagger.v3.oas.annotations.Operation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of each request about the cloud. */
final class CloudDocs {

    private CloudDocs() {}

    @Operation(summary = "List the servers with their volumes", operationId = "listServers")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Servers {}

    @Operation(summary = "Read an image with its mapping", operationId = "readImage")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Image {}

    @Operation(summary = "Read what was found out about the cloud", operationId = "readCloud")
    @Retention(RetentionPolicy.RUNTIME)
    @interface About {}
}
