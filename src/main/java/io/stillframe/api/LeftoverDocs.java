package io.stillframe.api;

import static io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of the request for what is left behind. */
final class LeftoverDocs {

    static final String LIST = "listLeftovers";

    private LeftoverDocs() {}

    @Operation(
            operationId = LIST,
            tags = SnapshotDocs.TAG,
            summary = "List what is left behind",
            description =
                    "What the snapshots of the caller's project, or of all projects, have made and could not remove, that of the oldest first, and then the same of its image creations. Stillframe tries again from time to time.",
            parameters =
                    @Parameter(
                            in = QUERY,
                            name = Reach.ALL_PROJECTS,
                            description = SnapshotDocs.ALL_PROJECTS,
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "All of it.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = LeftoverList.class),
                                            examples = @ExampleObject(Examples.LEFTOVERS))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface ListAll {}
}
